-- Appointments at the counter and call-backs: hours as data, places by capacity, one person a place.
create table appointment_hours (
  id uuid primary key,
  kind text not null constraint ck_appointment_hours_kind check (kind in ('counter', 'call_back')),
  -- 1 is Monday.
  iso_weekday integer not null constraint ck_appointment_hours_weekday check (iso_weekday between 1 and 7),
  starts_at time not null,
  ends_at time not null,
  slot_minutes integer not null constraint ck_appointment_hours_slot check (slot_minutes between 5 and 240),
  capacity integer not null constraint ck_appointment_hours_capacity check (capacity between 1 and 50),
  made_by text not null,
  made_at timestamptz not null,
  ended_by text,
  ended_at timestamptz,
  constraint ck_appointment_hours_end_after_start check (ends_at > starts_at),
  constraint ck_appointment_hours_ended_has_who check ((ended_at is null) = (ended_by is null))
);
create unique index ux_appointment_hours_one_beginning on appointment_hours (kind, iso_weekday, starts_at)
  where ended_at is null;

create table appointment (
  -- Made with the form.
  id uuid primary key,
  customer_account_id uuid not null constraint fk_appointment_customer_account references customer_account,
  user_id uuid constraint fk_appointment_user references portal_user,
  kind text not null constraint ck_appointment_kind check (kind in ('counter', 'call_back')),
  day date not null,
  starts_at time not null,
  ends_at time not null constraint ck_appointment_ends_at check (ends_at > starts_at),
  -- Which of the places of its time it has.
  place integer not null constraint ck_appointment_place check (place > 0),
  topic text not null constraint ck_appointment_topic check (topic in ('bill', 'payment', 'service', 'other')),
  phone text,
  booked_by text not null,
  booked_at timestamptz not null,
  canceled_by text,
  canceled_at timestamptz,
  cancel_note text,
  constraint ck_appointment_call_has_phone check (kind <> 'call_back' or coalesce(length(trim(phone)), 0) > 0),
  constraint ck_appointment_canceled_has_who check ((canceled_at is null) = (canceled_by is null))
);
-- Two people never have the same place.
create unique index ux_appointment_one_a_place on appointment (kind, day, starts_at, place) where canceled_at is null;
create index ix_appointment_account on appointment (customer_account_id, day);
create index ix_appointment_day on appointment (day, starts_at);

create function appointment_keeps_what_was_booked() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.canceled_at is not null
      or to_jsonb(new) - '{canceled_by,canceled_at,cancel_note}'::text[]
        <> to_jsonb(old) - '{canceled_by,canceled_at,cancel_note}'::text[] then
    raise exception 'An appointment is only canceled, once.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'appointment';
  end if;
  return new;
end $$;
create trigger tr_appointment_keeps_what_was_booked before update or delete on appointment
  for each row execute function appointment_keeps_what_was_booked();
