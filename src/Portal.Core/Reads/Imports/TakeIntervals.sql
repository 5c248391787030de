-- $1 the import, $2 today. Intervals become one row a day; a day that is known is replaced only by a fuller one.
insert into meter_interval_day as d (service_point_id, day, minutes, uses)
select service_point_id, read_on, array_agg(minute::smallint order by minute), array_agg(value order by minute)
from read_import_row
where read_import_id = $1 and outcome = 'accepted' and minute is not null and read_on <= $2::date
group by service_point_id, read_on
on conflict (service_point_id, day) do update set minutes = excluded.minutes, uses = excluded.uses
  where cardinality(excluded.uses) > cardinality(d.uses)

-- Where every day since the last read is there, the intervals are summed to the register's read of the cycle's day.
insert into meter_read (id, service_point_id, read_on, reading, kind)
select gen_random_uuid(), summed.id, summed.due_on,
  mod(summed.reading + round(summed.total / summed.meter_multiplier, 4), (10 ^ summed.meter_dials)::numeric(12, 0)),
  'actual'
from (
  select p.id, p.meter_dials, p.meter_multiplier, last.read_on, last.reading, due.due_on, sum(each.use) as total,
    count(distinct d.day) as days
  from (
    select service_point_id, max(read_on) as last_day from read_import_row
    where read_import_id = $1 and outcome = 'accepted' and minute is not null group by service_point_id) given
  join service_point p on p.id = given.service_point_id
  join service_agreement g on g.service_point_id = p.id and g.ends_on is null
  join customer_account a on a.id = g.customer_account_id
  join billing_cycle c on c.code = a.billing_cycle
  cross join lateral (
    select max(day) as due_on from (
      select (date_trunc('month', given.last_day + 1) - make_interval(months => ago)
        + make_interval(days => c.read_day - 1))::date as day
      from generate_series(0, 1) as ago) at
    where day <= least(given.last_day + 1, $2::date)) due
  cross join lateral (
    select r.read_on, r.reading from meter_read r
    where r.service_point_id = p.id order by r.read_on desc limit 1) last
  join meter_interval_day d on d.service_point_id = p.id and d.day >= last.read_on and d.day < due.due_on
  cross join lateral unnest(d.uses) as each (use)
  where due.due_on > last.read_on + 10
  group by p.id, p.meter_dials, p.meter_multiplier, last.read_on, last.reading, due.due_on) summed
where summed.days = summed.due_on - summed.read_on
on conflict on constraint ux_meter_read_point_day do nothing
