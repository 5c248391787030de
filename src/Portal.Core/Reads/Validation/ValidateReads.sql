-- Judges every read that is not yet billed, and every point whose read is overdue, and keeps what it finds. The same
-- reads and settings find the same exceptions, however often it is asked; what people decided is never touched.
-- $1 code of a cycle, $2 an import, $3 a service point, each null for all; $4 today, $5 now.
with setting as (
  select
    max(value) filter (where name = 'high_of_last_year') as high_of_last_year,
    max(value) filter (where name = 'high_of_average') as high_of_average,
    max(value) filter (where name = 'high_floor') as high_floor,
    max(value) filter (where name = 'low_of_last_year') as low_of_last_year,
    max(value) filter (where name = 'most_estimates') as most_estimates,
    max(value) filter (where name = 'missing_days')::integer as missing_days,
    max(value) filter (where name = 'duplicate_days')::integer as duplicate_days,
    max(value) filter (where name = 'spike_of_average') as spike_of_average,
    max(value) filter (where name = 'spike_floor') as spike_floor,
    max(value) filter (where name = 'sum_tolerance') as sum_tolerance
  from read_rule_setting
), given as (
  -- Joined as a set: a staging table just filled has no statistics, and must not be searched point by point.
  select distinct service_point_id from read_import_row where read_import_id = $2
), point as (
  select p.id, p.meter_dials, p.meter_multiplier, p.read_unit,
    exists (select 1 from meter_exchange e where e.service_point_id = p.id) as exchanged,
    billed.current_read_on as billed_to, billed.unit as billed_unit
  from service_point p
  left join given on given.service_point_id = p.id
  left join lateral (
    select b.current_read_on, b.unit from bill_read b where b.service_point_id = p.id
      and not exists (select from bill_cancellation c where c.bill_id = b.bill_id)
    order by b.current_read_on desc limit 1) billed on true
  where p.meter_number is not null
    and ($3::uuid is null or p.id = $3)
    and ($1::text is null or exists (
      select 1 from service_agreement g join customer_account a on a.id = g.customer_account_id
      where g.service_point_id = p.id and a.billing_cycle = $1))
    and ($2::uuid is null or given.service_point_id is not null)
), step as (
  select r.id, r.service_point_id, r.read_on, r.reading, r.kind, point.meter_dials, point.meter_multiplier,
    point.exchanged, point.read_unit, point.billed_unit,
    point.billed_to is null or r.read_on > point.billed_to as pending,
    lag(r.read_on) over w as from_on, lag(r.reading) over w as from_reading, lag(r.kind) over w as from_kind,
    lead(r.read_on) over w as next_on,
    sum(case r.kind when 'actual' then 1 else 0 end) over w as actuals
  from point join meter_read r on r.service_point_id = point.id
  where r.read_on >= $4::date - 620
  window w as (partition by r.service_point_id order by r.read_on)
), used as (
  select step.*, case
      when from_on is null then null
      when exchanged then point_use(service_point_id, from_on, from_reading, read_on, reading, null)
      else use_between(from_reading, reading, meter_dials, meter_multiplier, null) end as plain_use
  from step
), known as (
  select used.*,
    lag(plain_use) over w as before_use,
    avg(case when plain_use >= 0 then plain_use when plain_use < 0 then 0 end) over (
      w range between interval '380 days' preceding and interval '1 day' preceding) as usual,
    -- Thirty days about the same day last year hold one monthly read.
    first_value(plain_use) over (
      w range between interval '380 days' preceding and interval '350 days' preceding) as last_year,
    row_number() over a - case when kind = 'actual' or actuals > 0 then 1 else 0 end as estimates,
    sum(case kind when 'estimated' then greatest(plain_use, 0) else 0 end) over a as estimated_use
  from used
  window w as (partition by service_point_id order by read_on),
    a as (partition by service_point_id, actuals order by read_on)
), told as (
  select known.*, lag(estimated_use) over (partition by service_point_id order by read_on) as estimated_before
  from known
), judged as (
  select t.*, g.customer_account_id,
    case
      when t.from_on is null then null
      when t.exchanged
        then point_use(t.service_point_id, t.from_on, t.from_reading, t.read_on, t.reading, t.usual)
      else use_between(t.from_reading, t.reading, t.meter_dials, t.meter_multiplier, t.usual) end as use,
    t.exchanged and exists (select 1 from meter_exchange e where e.service_point_id = t.service_point_id
      and e.exchanged_on > t.from_on and e.exchanged_on <= t.read_on) as exchanged_here
  from told t
  left join lateral (
    select customer_account_id from service_agreement g
    where g.service_point_id = t.service_point_id and g.starts_on <= t.read_on
      and (g.ends_on is null or g.ends_on > coalesce(t.from_on, t.read_on - 1))
    order by g.starts_on desc limit 1) g on true
  where t.pending
), interval_day as (
  select j.id, d.day, each.use
  from judged j join meter_interval_day d
    on d.service_point_id = j.service_point_id and d.day >= j.from_on and d.day < j.read_on
  cross join lateral unnest(d.uses) as each (use)
), intervals as (
  select id, count(distinct day) as days, sum(use) as total, max(use) as highest,
    case when count(*) > 1 then (sum(use) - max(use)) / (count(*) - 1) end as others
  from interval_day group by id
), rule_found as (
  select j.service_point_id, j.customer_account_id, j.id as meter_read_id, found.rule, j.read_on as period_on,
    jsonb_strip_nulls(jsonb_build_object(
      'use', j.use, 'usual', round(j.usual, 4), 'last_year', j.last_year, 'before', j.before_use,
      'from_on', j.from_on, 'from_reading', j.from_reading, 'from_kind', j.from_kind,
      'reading', j.reading, 'kind', j.kind, 'unit', j.read_unit,
      'next_on', case found.rule when 'duplicate' then j.next_on end,
      'billed_unit', case found.rule when 'unit' then j.billed_unit end,
      'estimates', case found.rule when 'prolonged_estimate' then j.estimates end,
      'highest', case found.rule when 'interval_spike' then round(i.highest, 4) end,
      'others', case found.rule when 'interval_spike' then round(i.others, 4) end,
      'sum', case found.rule when 'interval_sum' then i.total end)) as evidence
  from judged j cross join setting s left join intervals i on i.id = j.id
  cross join lateral (
    select 'unit' as rule where j.read_unit is null or j.billed_unit <> j.read_unit
    union all
    select case when j.exchanged_here then 'exchange' else 'negative' end
      where j.use < 0 and not (
        j.from_kind = 'estimated' and j.kind = 'actual' and not j.exchanged_here and -j.use <= j.estimated_before)
    union all
    select 'rollover' where j.usual is null and j.use >= 0 and j.reading < j.from_reading and not j.exchanged_here
    union all
    select 'duplicate' where j.next_on - j.read_on <= s.duplicate_days
    union all
    select 'inactive_use' where j.use > 0 and j.customer_account_id is null
    union all
    select 'prolonged_estimate' where j.kind = 'estimated' and j.estimates > s.most_estimates
    union all
    select case when j.before_use = 0 then 'zero_again' else 'zero' end
      where j.use = 0 and j.customer_account_id is not null
    union all
    select case
      when exists (
        select 1 from unnest('{0.01, 0.1, 10, 100}'::numeric[]) as times
        where j.usual >= 1 and abs(j.use - j.usual * times) <= j.usual * times * 0.05) then 'multiplier'
      when (j.last_year is null or j.use > s.high_of_last_year * j.last_year)
        and (j.usual is null or j.use > s.high_of_average * j.usual)
        and coalesce(j.last_year, j.usual) is not null and j.use > s.high_floor then 'high'
      when j.use < s.low_of_last_year * j.last_year then 'low' end
      where j.use > 0 and j.customer_account_id is not null
    union all
    select 'interval_spike' where i.highest > s.spike_of_average * i.others and i.highest > s.spike_floor
    union all
    select 'interval_sum' where i.days = j.read_on - j.from_on and j.use >= 0
      and abs(i.total - j.use) > s.sum_tolerance * greatest(i.total, j.use)
  ) found
  where found.rule is not null and not exists (
    select 1 from read_exception e where e.meter_read_id = j.id
      and (e.state in ('overridden', 'estimated')
        or e.rule = found.rule and e.period_on <> j.read_on and e.state <> 'cleared'))
), due as (
  select c.code, c.months, max(day)::date as on_day
  from billing_cycle c cross join setting s
  cross join lateral generate_series(0, 2) as ago
  cross join lateral (
    select date_trunc('month', $4::date)::date - (ago || ' months')::interval + make_interval(days => c.read_day - 1)
      as day) at
  where day <= $4::date - s.missing_days
  group by c.code, c.months
), missing_found as (
  select point.id as service_point_id, g.customer_account_id, null::uuid as meter_read_id, 'missing' as rule,
    due.on_day as period_on,
    jsonb_strip_nulls(jsonb_build_object(
      'from_on', last.read_on, 'from_reading', last.reading, 'from_kind', last.kind, 'unit', point.read_unit))
      as evidence
  from due
  join customer_account a on a.billing_cycle = due.code
  join service_agreement g on g.customer_account_id = a.id
    and g.starts_on < due.on_day - 15 and (g.ends_on is null or g.ends_on > due.on_day)
  join point on point.id = g.service_point_id
  left join lateral (
    select r.read_on, r.reading, r.kind from meter_read r where r.service_point_id = point.id
    order by r.read_on desc limit 1) last on true
  where $2::uuid is null
    and coalesce(last.read_on <= due.on_day - 10 - 28 * (due.months - 1), true)
), found as (
  select * from rule_found union all select * from missing_found
), known_before as materialized (
  -- How each stood before: what an upsert returns is only how it stands after.
  select e.id, e.state from read_exception e
  join found f on f.service_point_id = e.service_point_id and f.rule = e.rule and f.period_on = e.period_on
), kept as (
  insert into read_exception as e (id, service_point_id, customer_account_id, meter_read_id, rule, period_on, evidence,
      state, opened_at)
  select gen_random_uuid(), service_point_id, customer_account_id, meter_read_id, rule, period_on, evidence, 'open', $5
  from found order by service_point_id, rule, period_on
  on conflict on constraint ux_read_exception_point_rule_day do update
    set evidence = excluded.evidence, customer_account_id = excluded.customer_account_id,
      meter_read_id = excluded.meter_read_id, state = 'open', closed_at = null,
      opened_at = case e.state when 'open' then e.opened_at else excluded.opened_at end
    where e.state = 'cleared' or e.state = 'open' and (e.evidence, e.customer_account_id, e.meter_read_id)
      is distinct from (excluded.evidence, excluded.customer_account_id, excluded.meter_read_id)
  returning e.id, (xmax = 0) as is_new
), gone as (
  select e.id from read_exception e
  join point on point.id = e.service_point_id
  left join found f on f.service_point_id = e.service_point_id and f.rule = e.rule and f.period_on = e.period_on
  where e.state = 'open' and f.rule is null and e.rule <> 'reported'
    and (e.rule <> 'missing' or exists (
      select 1 from meter_read r where r.service_point_id = e.service_point_id and r.read_on > e.period_on - 10))
), cleared as (
  update read_exception e set state = 'cleared', closed_at = $5
  from gone where e.id = gone.id
  returning e.id
), told_of as (
  insert into read_exception_event (id, read_exception_id, operation_id, at, by, act, from_state, to_state)
  select gen_random_uuid(), id, gen_random_uuid(), $5, 'system', 'ValidateReads', 'open', 'cleared' from cleared
  union all
  select gen_random_uuid(), id, gen_random_uuid(), $5, 'system', 'ValidateReads', null, 'open' from kept where is_new
  union all
  select gen_random_uuid(), kept.id, gen_random_uuid(), $5, 'system', 'ValidateReads', 'cleared', 'open'
  from kept join known_before b on b.id = kept.id and b.state = 'cleared' where not kept.is_new
)
select (select count(*) from judged) as judged, (select count(*) from kept where is_new) as added,
  (select count(*) from cleared) as cleared
