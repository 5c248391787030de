-- $1 the accounts whose meters send every hour, $2 the day the demo begins, $3 those of them where water runs without a
-- pause, $4 since when for each, $5 the city's time zone. What the hours of a billed time come to is what was billed.
with point as (
  select g.service_point_id as id, g.customer_account_id as account, s.read_unit as unit, leak.since
  from service_agreement g
  join service_point s on s.id = g.service_point_id and s.service = 'water'
  left join unnest($3::uuid[], $4::date[]) as leak (account, since) on leak.account = g.customer_account_id
  where g.customer_account_id = any($1) and g.ends_on is null
), billed as (
  select p.id, r.previous_read_on as starts, r.current_read_on as ends, r.used
  from point p join bill_read r on r.service_point_id = p.id
), period as (
  select id, starts, ends, used, true as is_billed from billed
  union all
  select id, max(ends), $2::date, avg(used / (ends - starts)) * ($2::date - max(ends)), false
  from billed where starts > $2::date - 400 and used < 30 group by id
), day as (
  select t.id, t.starts, t.used, t.is_billed, t.starts + n as day,
    70 + ('x' || left(md5(t.id::text || (t.starts + n)), 4))::bit(16)::int % 60 as weight
  from period t cross join lateral generate_series(0, t.ends - t.starts - 1) as n
), share as (
  select d.id, d.day, d.used * d.weight / sum(d.weight) over (partition by d.id, d.starts) as used,
    p.since is not null and d.day >= p.since as leaks, d.is_billed,
    (extract(epoch from (d.day + 1)::timestamp at time zone $5 - d.day::timestamp at time zone $5) / 3600)::int as hours
  from day d join point p on p.id = d.id
), hours as (
  insert into meter_interval_day (service_point_id, day, minutes, uses)
  select id, day, array(select h * 60 from generate_series(0, hours - 1) h)::smallint[],
    array(select round(case when leaks then used / hours * case when is_billed then 1 else 3 end
      else used * (array[0, 0, 0, 0, 0, 2, 8, 10, 6, 3, 3, 3, 4, 3, 2, 2, 3, 6, 9, 8, 6, 4, 3, 0])[1 + least(h, 23)] / 85 end, 4)
      from generate_series(0, hours - 1) h)
  from share where used > 0
  on conflict (service_point_id, day) do nothing
  returning service_point_id, day, (select sum(u) from unnest(uses) u) as used
)
insert into use_alert (id, customer_account_id, service_point_id, kind, first_day, last_day, used, usual, unit, found_at)
select md5(p.id::text || 'leak')::uuid, p.account, p.id, 'leak', p.since, $2::date - 1, sum(h.used), 0, p.unit,
  $2::timestamp at time zone $5
from point p join hours h on h.service_point_id = p.id and h.day >= p.since
group by p.id, p.account, p.since, p.unit
