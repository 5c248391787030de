-- Takes back the reads that came in for the cycle billed next, and makes its meters such that the file which this
-- writes holds one doubt of every kind. Answers the cycle's lines of that file, and for each doubt its meter.
set session_replication_role = replica;

create temp table due as
select billing_cycle as cycle, period_from, period_to from billing_period order by bill_on limit 1;

delete from read_exception_event;
delete from read_evidence;
delete from read_exception;
delete from meter_interval_day;
delete from meter_read r using due
where r.read_on >= due.period_to - 3
  and not exists (select from bill_read b where b.service_point_id = r.service_point_id and b.current_read_on = r.read_on);

-- What each meter of the cycle showed last, and what it usually counts.
create temp table metered as
select p.id, p.meter_number as meter, last.reading, last.read_on, known.usual, known.last_year,
  last.kind = 'actual' and last.read_on = due.period_from and last.reading between 20 and 800000
    and known.usual between 3 and 14 and known.last_year between 0.7 * known.usual and 1.4 * known.usual
    and known.least > 0 as is_usual
from due
join customer_account a on a.billing_cycle = due.cycle and a.closed_on is null
join service_agreement g on g.customer_account_id = a.id and g.ends_on is null
join service_point p on p.id = g.service_point_id and p.service = 'water'
cross join lateral (
  select r.reading, r.read_on, r.kind from meter_read r where r.service_point_id = p.id
  order by r.read_on desc limit 1) last
left join lateral (
  select avg(use) as usual, min(use) as least,
    (array_agg(use order by read_on) filter (where read_on <= due.period_to - 350))[1] as last_year
  from (
    select read_on, reading - lag(reading) over (order by read_on) as use from meter_read r
    where r.service_point_id = p.id) each
  where read_on >= due.period_to - 380) known on true
where last.read_on <= due.period_to - 12;

create temp table doubt as
select name as rule, m.id, m.meter, m.reading, m.usual, m.last_year from (
  select row_number() over () as place, name from unnest(array[
    'multiplier', 'high', 'low', 'zero', 'negative', 'duplicate', 'prolonged_estimate', 'exchange', 'unit',
    'interval_spike', 'interval_sum']) as name) rule
join (select row_number() over (order by usual desc, meter) as place, * from metered where is_usual) m using (place);

update service_point p set read_unit = 'kGal' from doubt d where d.rule = 'unit' and p.id = d.id;

-- Two meters that were set lately: one near its highest reading, one that nobody has read since.
insert into service_point (id, premise_id, service, meter_number, meter_size, meter_dials, read_unit, route, route_order)
select new.id, p.premise_id, 'water', new.meter, p.meter_size, new.dials, 'CCF', p.route, p.route_order
from (values ('00000000-0000-7000-8000-0000000000a1'::uuid, 'NEW-1', 4),
  ('00000000-0000-7000-8000-0000000000a2'::uuid, 'NEW-2', 6)) as new (id, meter, dials)
cross join (select id from metered where not id in (select id from doubt) and is_usual order by meter limit 1) beside
join service_point p on p.id = beside.id;

insert into service_agreement (id, customer_account_id, service_point_id, customer_class, starts_on)
select new.id, g.customer_account_id, new.id, g.customer_class,
  due.period_from - case new.meter_number when 'NEW-1' then 0 else 60 end
from due cross join service_point new
join service_point p on p.premise_id = new.premise_id and p.service = 'water' and p.id <> new.id
join service_agreement g on g.service_point_id = p.id and g.ends_on is null
where new.meter_number in ('NEW-1', 'NEW-2') and p.meter_number not in ('NEW-1', 'NEW-2');

insert into meter_read (id, service_point_id, read_on, reading, kind)
select gen_random_uuid(), p.id, due.period_from - case p.meter_number when 'NEW-1' then 0 else 40 end,
  case p.meter_number when 'NEW-1' then 9990 else 1 end, 'actual'
from due join service_point p on p.meter_number in ('NEW-1', 'NEW-2');

-- What advanced meters sent: one hour far above the others, and days that do not make what the register counts.
insert into meter_interval_day (service_point_id, day, minutes, uses)
select d.id, due.period_to - ago, array[0, 360, 720, 1080],
  case ago when 4 then array[0.04, 4.5, 0.04, 0.04] else array[0.04, 0.05, 0.04, 0.03] end
from due join doubt d on d.rule = 'interval_spike' cross join generate_series(1, 8) as ago
union all
select d.id, day::date, array[0, 720], array[0.1, 0.1]
from due join doubt d on d.rule = 'interval_sum'
cross join generate_series(due.period_from, due.period_to - 1, interval '1 day') as day;

with line as (
  select meter, period_to as on_day, reading + 10 * usual as reading, 'actual' as kind
  from doubt, due where rule = 'multiplier'
  union all
  select meter, period_to, reading + greatest(2 * last_year, 1.5 * usual, 5) * 1.3, 'actual'
  from doubt, due where rule = 'high'
  union all
  select meter, period_to, reading + 0.15 * least(last_year, usual), 'actual' from doubt, due where rule = 'low'
  union all
  select meter, period_to - back, reading, 'actual' from doubt, due, unnest(array[14, 0]) as back where rule = 'zero'
  union all
  select meter, period_to, reading - 2, 'actual' from doubt, due where rule = 'negative'
  union all
  select meter, period_to - back, reading + case back when 3 then 0.5 else 1 end * usual, 'actual'
  from doubt, due, unnest(array[3, 0]) as back where rule = 'duplicate'
  union all
  select meter, period_to - back, reading + (3 - back / 8) * 0.4 * usual, 'estimated'
  from doubt, due, unnest(array[16, 8, 0]) as back where rule = 'prolonged_estimate'
  union all
  select 'NEW-3', period_to, 45, 'actual' from due
  union all
  select 'NEW-1', period_to, 12, 'actual' from due
  union all
  select meter, period_to, reading + usual, 'actual' from doubt, due
  where rule in ('unit', 'interval_spike', 'interval_sum')
  union all
  select meter, period_to, reading + greatest(usual, 0.3 * last_year, 1), 'actual'
  from metered, due where id not in (select id from doubt)
  union all
  (select p.meter_number, period_to, last.reading + 4.75, 'actual'
  from due join service_point p on p.service = 'water' and not exists (
    select from service_agreement g where g.service_point_id = p.id
      and (g.ends_on is null or g.ends_on > due.period_from))
  cross join lateral (
    select r.reading from meter_read r where r.service_point_id = p.id order by r.read_on desc limit 1) last
  where exists (select from service_agreement g where g.service_point_id = p.id) order by p.id limit 1)
)
select string_agg(
    concat_ws(',', meter, on_day, round(reading, 2), case when p.read_unit = 'kGal' then 'kGal' else 'CCF' end, kind),
    E'\n' order by meter, on_day),
  (select name_en from billing_cycle c where c.code = due.cycle), due.cycle,
  (select jsonb_object_agg(rule, jsonb_build_object('point', id, 'meter', meter, 'reading', reading, 'usual', usual))
    from doubt),
  due.period_to
from line cross join due left join service_point p on p.meter_number = line.meter group by due.cycle, due.period_to
