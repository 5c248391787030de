-- Gives every sound row of an import its service point, and says which are known already and which cannot be taken.
-- $1 the import.
with matched as (
  select r.no, r.meter_number, r.read_on, r.value, r.kind, r.unit, r.minute, r.demand, r.exported, p.id as point,
    p.read_unit
  from read_import_row r left join service_point p on p.meter_number = r.meter_number
  where r.read_import_id = $1 and r.outcome = 'accepted'
), billed as (
  select point, (select max(b.current_read_on) from bill_read b where b.service_point_id = point
      and not exists (select from bill_cancellation c where c.bill_id = b.bill_id)) as billed_to
  from (select distinct point from matched where point is not null) each
), beside as (
  select m.*, billed.billed_to, known.id as known_id, known.reading as known_reading,
    known.demand as known_demand, known.exported as known_exported,
    row_number() over same as nth, first_value(m.value) over same as first_value,
    first_value(m.demand) over same as first_demand, first_value(m.exported) over same as first_exported
  from matched m
  left join billed on billed.point = m.point
  left join meter_read known on known.service_point_id = m.point and known.read_on = m.read_on and m.minute is null
  window same as (partition by m.point, m.meter_number, m.read_on, m.minute order by m.no)
), judged as (
  select beside.*, case
      when point is null then 'Row_MeterUnknown'
      when unit <> read_unit then 'Row_UnitMeter'
      when known_reading <> value then 'Row_OtherRead'
      when known_id is not null and (demand is distinct from known_demand and demand is not null
        or exported is distinct from known_exported and exported is not null) then 'Row_OtherFigures'
      when known_id is null and nth > 1 and (value, demand, exported)
        is distinct from (first_value, first_demand, first_exported) then 'Row_Double'
      when nth > 1 then null
      when known_id is null and minute is null and read_on <= billed_to then 'Row_BeforeBilled' end as wrong
  from beside
)
update read_import_row r
set service_point_id = j.point,
  outcome = case when j.wrong is not null then 'fault'
    when j.nth > 1 or j.known_id is not null then 'unchanged' else 'accepted' end,
  fault = j.wrong,
  fault_values = case j.wrong
    when 'Row_MeterUnknown' then array[j.meter_number]
    when 'Row_UnitMeter' then array[j.unit, j.read_unit]
    when 'Row_Double' then array[j.meter_number, j.read_on::text]
    when 'Row_OtherFigures' then array[j.meter_number]
    when 'Row_OtherRead' then array[j.meter_number, trim_scale(j.known_reading)::text]
    when 'Row_BeforeBilled' then array[j.meter_number, j.billed_to::text] end
from judged j
where r.read_import_id = $1 and r.no = j.no
