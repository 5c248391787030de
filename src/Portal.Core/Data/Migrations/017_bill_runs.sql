-- Bill runs: what is earned is posted, failures are counted, reads behind a bill stand.

-- A bill that others pay whole charges nothing and is posted all the same.
alter table bill drop constraint ck_bill_charges_are_posted;
alter table bill add constraint ck_bill_charges_are_posted
  check (new_charges_cents <= 0 or journal_entry_id is not null);

alter table bill_run
  add column gathered_at timestamptz,
  add column tried_at timestamptz,
  add column failures integer not null default 0 constraint ck_bill_run_failures check (failures >= 0),
  add column last_failure text constraint ck_bill_run_last_failure check (length(last_failure) <= 500),
  add column stop_reason text constraint ck_bill_run_stop_reason check (stop_reason in ('failures', 'date_passed')),
  add constraint ck_bill_run_stop_reason_stops check (stop_reason is null or stopped_at is not null);
update bill_run r set gathered_at = prepared_at where exists (select from bill_run_chunk c where c.run_id = r.id);
drop index ix_bill_run_waiting;
create index ix_bill_run_waiting on bill_run (tried_at nulls first, prepared_at)
  where state in ('previewing', 'issuing') and stopped_at is null;

alter table bill_run_finding drop constraint ck_bill_run_finding_code;
alter table bill_run_finding add constraint ck_bill_run_finding_code check (code in (
  'missing_cycle', 'unbilled', 'double_month', 'rate_version', 'days_outlier', 'closed_with_use', 'no_rate',
  'no_address', 'missing_read', 'held_read', 'part_period', 'negative_use', 'no_service', 'changed',
  'unit_mismatch', 'read_changed', 'missing_figure'));

-- A read that a bill rests on stays as it is until the bill is canceled. A bill keeps its own copy; this keeps the two
-- alike, and what the next bill begins with.
create function meter_read_keeps_billed() returns trigger language plpgsql as $$
begin
  if exists (
    select from bill_read b where b.service_point_id = old.service_point_id
      and old.read_on in (b.previous_read_on, b.current_read_on)
      and not exists (select from bill_cancellation c where c.bill_id = b.bill_id)) then
    raise exception 'The read of % stands on a bill.', old.read_on
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = tg_table_name;
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end $$;
create trigger tr_meter_read_keeps_billed before update or delete on meter_read
  for each row execute function meter_read_keeps_billed();
