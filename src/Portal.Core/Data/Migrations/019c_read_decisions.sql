-- A re-read above one person's limit waits for a second, as a correction does; and the day it was read waits with it.
alter table read_exception
  add column proposed_on date,
  drop constraint ck_read_exception_over_limit_approved,
  add constraint ck_read_exception_over_limit_approved check (
    state not in ('overridden', 'reread') or not is_over_limit or approved_by is not null);

-- What the rules found is history as well: opened comes from nothing.
alter table read_exception_event alter column from_state drop not null;

-- A threshold changes with a reason, and what it was stays.
create table read_rule_change (
  id uuid primary key,
  name text not null constraint fk_read_rule_change_setting references read_rule_setting,
  was numeric not null,
  now numeric not null constraint ck_read_rule_change_now check (now >= 0),
  reason text not null constraint ck_read_rule_change_reason check (length(btrim(reason)) between 1 and 500),
  changed_at timestamptz not null,
  changed_by text not null
);
create index ix_read_rule_change_name on read_rule_change (name, changed_at);
create trigger tr_read_rule_change_append_only before update or delete on read_rule_change
  for each row execute function append_only();

create function read_rule_setting_change_recorded() returns trigger language plpgsql as $$
begin
  if not exists (
    select from read_rule_change c where c.name = new.name and c.was = old.value and c.now = new.value
      and c.changed_at = new.changed_at and c.changed_by = new.changed_by) then
    raise exception 'Threshold % was changed without saying by whom and why.', new.name
      using errcode = 'integrity_constraint_violation', constraint = 'ck_read_rule_setting_change_recorded';
  end if;
  return null;
end $$;
create constraint trigger ck_read_rule_setting_change_recorded after update on read_rule_setting
  deferrable initially deferred for each row
  when (old.value is distinct from new.value) execute function read_rule_setting_change_recorded();

-- The newest standing bill of a point: a canceled bill has billed nothing.
create index ix_read_exception_open_point on read_exception (service_point_id)
  where state in ('open', 'reread_ordered', 'awaiting_approval');
