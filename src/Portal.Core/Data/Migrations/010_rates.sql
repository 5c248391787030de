-- Versions of rates and settings: drafted by one person, released by another, never changed after. What was there until
-- now was in force. A document holds one version of one schedule, or of the settings (code "settings").
alter table rate_schedule
  add column version integer not null generated always as (coalesce(
    (document #>> '{schedules,0,version}')::integer, (document #>> '{settings,0,version}')::integer, 0)) stored,
  add column state text not null default 'draft'
    constraint ck_rate_schedule_state check (state in ('draft', 'released', 'discarded')),
  -- Everybody who wrote any of it.
  add column drafted_by text[] not null default '{system}'
    constraint ck_rate_schedule_drafted_by check (cardinality(drafted_by) > 0),
  add column changed_at timestamptz not null default now(),
  add column note text not null default '' constraint ck_rate_schedule_note check (length(note) <= 500),
  add column released_by text,
  add column released_at timestamptz,
  drop constraint ux_rate_schedule_code_effective;
update rate_schedule set state = 'released', released_by = 'city', released_at = created_at, changed_at = created_at;
alter table rate_schedule
  add constraint ck_rate_schedule_released_has_who
    check ((state = 'released') = (released_by is not null and released_at is not null)),
  -- Maker is not checker.
  add constraint ck_rate_schedule_second_person check (not released_by = any (drafted_by));
create unique index ux_rate_schedule_code_version on rate_schedule (code, version) where state <> 'discarded';
create index ix_rate_schedule_effective on rate_schedule (code, effective_on desc) where state = 'released';

create function rate_schedule_keeps_released() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state <> 'draft' then
    raise exception 'A version of rates that was released or discarded is never changed; draft the next one.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = tg_table_name;
  end if;
  return new;
end $$;
create trigger tr_rate_schedule_keeps_released before update or delete on rate_schedule
  for each row execute function rate_schedule_keeps_released();

-- Who did what to a version, and how it read after.
create table rate_change (
  id uuid primary key,
  rate_schedule_id uuid not null constraint fk_rate_change_rate_schedule references rate_schedule,
  at timestamptz not null,
  actor text not null,
  act text not null constraint ck_rate_change_act
    check (act in ('drafted', 'imported', 'edited', 'released', 'discarded')),
  document jsonb not null
);
create index ix_rate_change_rate_schedule on rate_change (rate_schedule_id, at);
create trigger tr_rate_change_append_only before update or delete on rate_change
  for each row execute function append_only();

-- What the city pays of its customers' bills.
insert into gl_account (code, name, kind) values ('5310', 'Utility bill assistance', 'expense') on conflict do nothing;
