-- Reads of the cycle that is billed next: most of them sound, a few of every kind of doubt, and some that did not come,
-- so that the office has a run to prepare and something to decide. $1 the day before the demo begins, $2 the cycle.
with next as (
  select code from billing_cycle where code = $2
), metered as (
  select p.id, last.read_on, last.reading, last.kind, coalesce(use.usual, 8) as usual, use.last_use,
    row_number() over (partition by coalesce(use.usual, 8) > 3 order by p.id) as n, count(*) over () as of_all
  from next
  join customer_account a on a.billing_cycle = next.code and a.closed_on is null
  join service_agreement g on g.customer_account_id = a.id and g.ends_on is null
  join service_point p on p.id = g.service_point_id and p.service = 'water'
  cross join lateral (
    select r.read_on, r.reading, r.kind from meter_read r where r.service_point_id = p.id
    order by r.read_on desc limit 1) last
  left join lateral (
    select avg(used) as usual, (array_agg(used order by current_read_on desc))[1] as last_use
    from bill_read b where b.service_point_id = p.id) use on true
  where last.read_on between $1::date - 45 and $1::date - 12
), told as (
  select id, reading, usual, doubtful, case when not doubtful then greatest(usual, 0.5) * (0.8 + n % 5 * 0.05)
    else case n % 9 when 1 then usual * 4.3 when 2 then 0 when 3 then -greatest(least(reading, 9), 1)
      when 4 then usual * 10 when 5 then usual * 0.12 when 6 then usual * 3.1
      else usual end end as used, n
  from (select *, usual > 3 and n <= least(14, 4 + of_all / 10) as doubtful from metered) m
  where doubtful or n % 16 <> 15
), added as (
  insert into meter_read (id, service_point_id, read_on, reading, kind)
  select md5(id::text || 'now')::uuid, id, $1::date, round(reading + used, 2), 'actual' from told
  union all
  select md5(id::text || 'before')::uuid, id, $1::date - 3, round(reading + usual * 0.8, 2), 'actual'
  from told where doubtful and n % 9 = 7
), nobody as (
  insert into meter_read (id, service_point_id, read_on, reading, kind)
  select md5(p.id::text || 'nobody')::uuid, p.id, $1::date, last.reading + 4.75, 'actual'
  from service_point p
  cross join lateral (
    select max(g.ends_on) as ended from service_agreement g
    where g.service_point_id = p.id having bool_and(g.ends_on is not null)) gone
  cross join lateral (
    select r.reading, r.read_on from meter_read r where r.service_point_id = p.id order by r.read_on desc limit 1) last
  where p.service = 'water' and last.read_on < $1::date - 12
  order by p.id limit 2
)
insert into meter_interval_day (service_point_id, day, minutes, uses)
select told.id, $1::date - ago, array[0, 360, 720, 1080], case when ago = 4 then array[0.04, 4.5, 0.04, 0.04]
  else array[0.04, 0.05, 0.04, 0.03] end
from told cross join generate_series(1, 8) as ago where told.doubtful and told.n % 9 = 8
