-- Bills set aside by a print run, canceled periods that nobody billed again, and payments that came back.

-- A bill that a print run could not draw: back in the queue, and named.
create table print_fault (
  print_run_id uuid not null constraint fk_print_fault_print_run references print_run,
  bill_id uuid not null constraint fk_print_fault_bill references bill_print,
  fault text not null constraint ck_print_fault_fault check (length(fault) between 1 and 500),
  found_at timestamptz not null,
  primary key (print_run_id, bill_id)
);
create trigger tr_print_fault_append_only before update or delete on print_fault
  for each row execute function append_only();

alter table bill_run_finding drop constraint ck_bill_run_finding_code;
alter table bill_run_finding add constraint ck_bill_run_finding_code check (code in (
  'missing_cycle', 'unbilled', 'double_month', 'rate_version', 'days_outlier', 'closed_with_use', 'no_rate',
  'no_address', 'missing_read', 'held_read', 'part_period', 'negative_use', 'no_service', 'changed',
  'unit_mismatch', 'read_changed', 'missing_figure', 'true_up_by_hand', 'agreement_changed', 'point_changed',
  'exchange_changed', 'water_changed', 'canceled_unbilled'));
