-- A released run approves what it credits; what a preview was priced by is kept, so that a change has a name.

-- True when somebody approved an adjustment: by a decision, by releasing late charges, or by releasing the run that
-- credits what an estimate had too much, on its bill date.
create function adjustment_was_approved(made adjustment) returns boolean language sql stable as $$
  select was_approved(made.operation_id, made.customer_account_id, made.approved_by)
    or made.kind = 'correction' and made.side = 'credit' and made.reason = 'true_up' and exists (
      select from bill_run r where r.id = made.operation_id and r.released_by = made.approved_by
        and r.released_by <> r.prepared_by and r.bill_on = made.posted_on)
$$;

create or replace function adjustment_approval_given() returns trigger language plpgsql as $$
begin
  if not adjustment_was_approved(new) then
    raise exception '% did not approve adjustment %.', new.approved_by, new.id
      using errcode = 'check_violation', constraint = 'ck_adjustment_approval_given', table = 'adjustment';
  end if;
  return null;
end $$;

-- Of agreements, exchanges, meters and places, and the water of others: a number each. Null in runs of before.
alter table bill_run_item add column basis bigint[];

alter table bill_run_finding drop constraint ck_bill_run_finding_code;
alter table bill_run_finding add constraint ck_bill_run_finding_code check (code in (
  'missing_cycle', 'unbilled', 'double_month', 'rate_version', 'days_outlier', 'closed_with_use', 'no_rate',
  'no_address', 'missing_read', 'held_read', 'part_period', 'negative_use', 'no_service', 'changed',
  'unit_mismatch', 'read_changed', 'missing_figure', 'true_up_by_hand', 'agreement_changed', 'point_changed',
  'exchange_changed', 'water_changed'));
