-- Reads: how senders write them, what came in, which meters were exchanged, what is doubtful, and what people decided.

-- A subtractive register counts on, so that the next read corrects the last; a consumptive one shows the use itself.
alter table service_point
  add column register text not null default 'subtractive'
    constraint ck_service_point_register check (register in ('subtractive', 'consumptive'));

create index ix_bill_read_point_read_on on bill_read (service_point_id, current_read_on);

create table meter_exchange (
  id uuid primary key,
  service_point_id uuid not null constraint fk_meter_exchange_service_point references service_point,
  exchanged_on date not null,
  old_meter_number text not null,
  old_reading numeric(14, 4) not null constraint ck_meter_exchange_old_reading check (old_reading >= 0),
  old_dials integer not null constraint ck_meter_exchange_old_dials check (old_dials between 3 and 9),
  old_multiplier numeric not null constraint ck_meter_exchange_old_multiplier check (old_multiplier > 0),
  new_meter_number text not null,
  new_reading numeric(14, 4) not null constraint ck_meter_exchange_new_reading check (new_reading >= 0),
  recorded_at timestamptz not null,
  recorded_by text not null,
  constraint ux_meter_exchange_point_day unique (service_point_id, exchanged_on),
  constraint ck_meter_exchange_another_meter check (new_meter_number <> old_meter_number)
);

-- A read may be corrected until it is billed; what it said before, who changed it and why stay here.
create table meter_read_change (
  id uuid primary key,
  meter_read_id uuid not null constraint fk_meter_read_change_meter_read references meter_read,
  was_on date not null,
  was_reading numeric(14, 4) not null,
  was_kind text not null constraint ck_meter_read_change_was_kind check (was_kind in ('actual', 'estimated')),
  now_on date not null,
  now_reading numeric(14, 4) not null,
  now_kind text not null constraint ck_meter_read_change_now_kind check (now_kind in ('actual', 'estimated')),
  changed_at timestamptz not null,
  changed_by text not null,
  reason text not null constraint ck_meter_read_change_reason check (length(btrim(reason)) between 1 and 500)
);
create index ix_meter_read_change_read on meter_read_change (meter_read_id);

create function meter_read_change_recorded() returns trigger language plpgsql as $$
begin
  if not exists (
    select 1 from meter_read_change c
    where c.meter_read_id = new.id
      and (c.was_on, c.was_reading, c.was_kind) = (old.read_on, old.reading, old.kind)
      and (c.now_on, c.now_reading, c.now_kind) = (new.read_on, new.reading, new.kind)) then
    raise exception 'Read % was changed without saying by whom and why.', new.id
      using errcode = 'integrity_constraint_violation', constraint = 'ck_meter_read_change_recorded';
  end if;
  return null;
end $$;
create constraint trigger ck_meter_read_change_recorded after update on meter_read
  deferrable initially deferred for each row execute function meter_read_change_recorded();

-- How one sender writes its files: a ReadProfile as JSON.
create table read_profile (
  id uuid primary key,
  name text not null constraint ux_read_profile_name unique
    constraint ck_read_profile_name check (length(btrim(name)) between 1 and 80),
  document jsonb not null,
  changed_at timestamptz not null,
  changed_by text not null
);

-- One file. Checked: its rows wait in read_import_row and nothing else has changed.
create table read_import (
  id uuid primary key,
  operation_id uuid not null constraint ux_read_import_operation unique,
  file_name text not null constraint ck_read_import_file_name check (length(file_name) between 1 and 200),
  sha256 bytea not null constraint ck_read_import_sha256 check (length(sha256) = 32),
  bytes bigint not null,
  profile_name text,
  state text not null constraint ck_read_import_state
    check (state in ('checked', 'refused', 'confirmed', 'done', 'discarded')),
  row_count bigint not null default 0,
  accepted bigint not null default 0,
  unchanged bigint not null default 0,
  fault_count bigint not null default 0,
  -- Rows of the file, in order, that have become reads; an import interrupted goes on after them.
  taken bigint not null default 0,
  uploaded_at timestamptz not null,
  uploaded_by text not null,
  confirmed_at timestamptz,
  confirmed_by text,
  done_at timestamptz,
  constraint ck_read_import_counts check (row_count = accepted + unchanged + fault_count or state = 'refused'),
  constraint ck_read_import_confirmed check (
    (state in ('confirmed', 'done')) = (confirmed_at is not null) and (confirmed_at is null) = (confirmed_by is null)),
  constraint ck_read_import_done check ((state = 'done') = (done_at is not null))
);
-- The same file becomes reads once.
create unique index ux_read_import_file_once on read_import (sha256) where state in ('confirmed', 'done');
create index ix_read_import_uploaded on read_import (uploaded_at desc);
create index ix_read_import_waiting on read_import (confirmed_at) where state = 'confirmed';

-- Rows of a file between check and import; faults stay as long as the import is shown.
create table read_import_row (
  read_import_id uuid not null constraint fk_read_import_row_import references read_import,
  no bigint not null,
  line bigint not null,
  meter_number text not null,
  read_on date,
  value numeric(14, 4),
  kind text,
  unit text,
  minute integer,
  service_point_id uuid,
  outcome text not null constraint ck_read_import_row_outcome check (outcome in ('accepted', 'unchanged', 'fault')),
  fault text,
  fault_values text[],
  primary key (read_import_id, no),
  constraint ck_read_import_row_fault check ((outcome = 'fault') = (fault is not null))
);
create index ix_read_import_row_fault on read_import_row (read_import_id, no) where outcome = 'fault';

-- A day of intervals in one row: the use of each, in the order of the day, in the unit of the meter.
create table meter_interval_day (
  service_point_id uuid not null constraint fk_meter_interval_day_service_point references service_point,
  day date not null,
  minutes smallint[] not null,
  uses numeric[] not null,
  primary key (service_point_id, day),
  constraint ck_meter_interval_day_alike check (cardinality(minutes) = cardinality(uses) and cardinality(uses) > 0),
  constraint ck_meter_interval_day_uses check (0 <= all (uses))
);

-- Thresholds of validation, as a city sets them.
create table read_rule_setting (
  name text primary key,
  value numeric not null constraint ck_read_rule_setting_value check (value >= 0),
  changed_at timestamptz,
  changed_by text
);
insert into read_rule_setting (name, value) values
  ('high_of_last_year', 2.0), ('high_of_average', 1.5), ('high_floor', 5), ('low_of_last_year', 0.25),
  ('most_estimates', 2), ('missing_days', 3), ('duplicate_days', 5), ('spike_of_average', 20), ('spike_floor', 2),
  ('sum_tolerance', 0.05), ('override_limit', 50);

-- Something about a read, or about one that did not come, that a person must decide. It holds its account's bill.
create table read_exception (
  id uuid primary key,
  service_point_id uuid not null constraint fk_read_exception_service_point references service_point,
  -- Null when nobody is served there: use without an agreement.
  customer_account_id uuid constraint fk_read_exception_customer_account references customer_account,
  meter_read_id uuid constraint fk_read_exception_meter_read references meter_read,
  rule text not null constraint ck_read_exception_rule check (rule in
    ('high', 'low', 'zero', 'zero_again', 'negative', 'rollover', 'exchange', 'duplicate', 'missing', 'inactive_use',
     'prolonged_estimate', 'unit', 'multiplier', 'interval_spike', 'interval_sum')),
  -- The day of the read when it was found; of a missing one, the day it was due.
  period_on date not null,
  evidence jsonb not null,
  state text not null constraint ck_read_exception_state check (state in
    ('open', 'reread_ordered', 'awaiting_approval', 'released', 'reread', 'estimated', 'overridden', 'cleared')),
  opened_at timestamptz not null,
  closed_at timestamptz,
  -- Who proposed a correction and what it is, while a second person has to approve it and after.
  proposed_by text,
  proposed_reading numeric(14, 4) constraint ck_read_exception_proposed_reading check (proposed_reading >= 0),
  proposed_reason text,
  is_over_limit boolean not null default false,
  approved_by text,
  constraint ux_read_exception_point_rule_day unique (service_point_id, rule, period_on),
  constraint ck_read_exception_missing_has_no_read check (rule = 'missing' or meter_read_id is not null),
  constraint ck_read_exception_closed check (
    (state in ('released', 'reread', 'estimated', 'overridden', 'cleared')) = (closed_at is not null)),
  constraint ck_read_exception_proposal check (
    state <> 'awaiting_approval' or (proposed_by is not null and proposed_reading is not null and is_over_limit)),
  constraint ck_read_exception_second_person check (approved_by <> proposed_by),
  constraint ck_read_exception_over_limit_approved check (
    state <> 'overridden' or not is_over_limit or approved_by is not null)
);
create index ix_read_exception_unresolved on read_exception (customer_account_id)
  where state in ('open', 'reread_ordered', 'awaiting_approval');
create index ix_read_exception_state on read_exception (state, opened_at);
create index ix_read_exception_read on read_exception (meter_read_id);

-- What was done about an exception, in order. Never changed.
create table read_exception_event (
  id uuid primary key,
  read_exception_id uuid not null constraint fk_read_exception_event_exception references read_exception,
  operation_id uuid not null,
  at timestamptz not null,
  by text not null,
  act text not null,
  from_state text not null constraint ck_read_exception_event_from_state check (from_state in
    ('open', 'reread_ordered', 'awaiting_approval', 'released', 'reread', 'estimated', 'overridden', 'cleared')),
  to_state text not null constraint ck_read_exception_event_to_state check (to_state in
    ('open', 'reread_ordered', 'awaiting_approval', 'released', 'reread', 'estimated', 'overridden', 'cleared')),
  reason text constraint ck_read_exception_event_reason check (length(reason) <= 500),
  detail jsonb not null default '{}',
  constraint ux_read_exception_event_operation unique (read_exception_id, operation_id)
);

-- A note or a photo from the field or the desk. A photo is stored without what cameras write into it.
create table read_evidence (
  id uuid primary key,
  read_exception_id uuid not null constraint fk_read_evidence_exception references read_exception,
  operation_id uuid not null constraint ux_read_evidence_operation unique,
  at timestamptz not null,
  by text not null,
  note text constraint ck_read_evidence_note check (length(btrim(note)) between 1 and 2000),
  media_type text constraint ck_read_evidence_media_type check (media_type in ('image/jpeg', 'image/png')),
  photo bytea constraint ck_read_evidence_photo check (length(photo) between 1 and 10485760),
  constraint ck_read_evidence_holds_something check (note is not null or photo is not null),
  constraint ck_read_evidence_photo_has_type check ((photo is null) = (media_type is null))
);
create index ix_read_evidence_exception on read_evidence (read_exception_id, at);

-- What the bill run's preflight asks: which accounts may not be billed yet, and why.
create view account_held_for_billing as
  select distinct customer_account_id, rule from read_exception
  where state in ('open', 'reread_ordered', 'awaiting_approval') and customer_account_id is not null;

-- Use between two readings of one meter, by the same rule as MeterUse.Between: near the highest reading and at most
-- three times the usual it has started over; otherwise it runs backwards.
create function use_between(previous numeric, current numeric, dials integer, multiplier numeric, usual numeric)
returns numeric language sql immutable parallel safe as $$
  select case
    when current >= previous or previous < (10 ^ dials)::numeric(12, 0) * 0.9 then (current - previous) * multiplier
    when case when usual is null then current <= (10 ^ dials)::numeric(12, 0) * 0.1
         else ((10 ^ dials)::numeric(12, 0) - previous + current) * multiplier <= usual * 3 end
      then ((10 ^ dials)::numeric(12, 0) - previous + current) * multiplier
    else (current - previous) * multiplier
  end $$;

-- Use between two days at one point over every exchange between them, as MeterUse.Of: a segment that runs backwards is
-- not hidden by another. The face before an exchange is the exchange's own; after the last, the service point's.
create function point_use(
  point uuid, from_on date, from_reading numeric, to_on date, to_reading numeric, usual numeric)
returns numeric language sql stable parallel safe as $$
  with exchange as (
    select e.*, row_number() over (order by exchanged_on) as no, count(*) over () as of_all
    from meter_exchange e
    where e.service_point_id = point and e.exchanged_on > from_on and e.exchanged_on <= to_on
  ), face as (
    select coalesce(later.old_dials, p.meter_dials) as dials,
      coalesce(later.old_multiplier, p.meter_multiplier) as multiplier
    from service_point p left join lateral (
      select old_dials, old_multiplier from meter_exchange e
      where e.service_point_id = p.id and e.exchanged_on > to_on order by exchanged_on limit 1) later on true
    where p.id = point
  ), segment as (
    select coalesce(lag(new_reading) over (order by no), from_reading) as opens, old_reading as closes,
      old_dials as dials, old_multiplier as multiplier from exchange
    union all
    select coalesce((select new_reading from exchange where no = of_all), from_reading), to_reading,
      face.dials, face.multiplier from face
  ), used as (
    select use_between(opens, closes, dials, multiplier, usual) as used from segment
  )
  select case when min(used) < 0 then sum(used) filter (where used < 0) else sum(used) end from used $$;

create trigger tr_meter_exchange_append_only before update or delete on meter_exchange
  for each row execute function append_only();
create trigger tr_meter_read_change_append_only before update or delete on meter_read_change
  for each row execute function append_only();
create trigger tr_read_exception_no_delete before delete on read_exception
  for each row execute function append_only();
create trigger tr_read_exception_event_append_only before update or delete on read_exception_event
  for each row execute function append_only();
create trigger tr_read_evidence_append_only before update or delete on read_evidence
  for each row execute function append_only();
