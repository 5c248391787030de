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

-- Why a payment was taken back: the bank returned it, or it was posted wrong. Until now every check and bank debit
-- that was taken back counted as returned.
alter table payment_reversal add column cause text constraint ck_payment_reversal_cause
  check (cause in ('correction', 'returned_item'));
alter table payment_reversal disable trigger tr_payment_reversal_append_only;
update payment_reversal r set cause = case
  when p.tender in ('check', 'bank_debit', 'lockbox') then 'returned_item' else 'correction' end
from payment p where p.id = r.payment_id;
alter table payment_reversal enable trigger tr_payment_reversal_append_only;
alter table payment_reversal alter column cause set not null;

create function payment_reversal_can_come_back() returns trigger language plpgsql as $$
begin
  if not exists (select from payment where id = new.payment_id and tender in ('check', 'bank_debit', 'lockbox')) then
    raise exception 'No bank returns payment %.', new.payment_id
      using errcode = 'check_violation', constraint = 'ck_payment_reversal_returned_item',
        table = 'payment_reversal';
  end if;
  return new;
end $$;
create trigger tr_payment_reversal_can_come_back before insert on payment_reversal
  for each row when (new.cause = 'returned_item') execute function payment_reversal_can_come_back();

-- Deposits returned one after another on one account are one amount: what one person returned in the rule's days
-- counts with it.
create or replace function deposit_movement_is_sound() returns trigger language plpgsql as $$
declare
  held bigint;
  rule jsonb := money_rule_on('security_deposits', new.moved_on);
  alone bigint;
begin
  select coalesce(sum(case when kind in ('taken', 'interest') then amount_cents else -amount_cents end), 0) into held
    from deposit_movement where deposit_id = new.deposit_id;
  if new.kind in ('applied', 'returned') and new.amount_cents <> held
     or new.kind = 'interest' and held = 0
     or new.kind = 'taken' and new.amount_cents <> (
       select amount_cents from security_deposit where id = new.deposit_id) then
    raise exception 'Deposit % holds % cents.', new.deposit_id, held
      using errcode = 'check_violation', constraint = 'ck_deposit_movement_whole', table = 'deposit_movement';
  end if;
  if new.kind = 'returned' and new.approved_by is null then
    select coalesce(sum(m.amount_cents), 0) into alone
    from deposit_movement m join security_deposit d on d.id = m.deposit_id
    where d.customer_account_id = (select customer_account_id from security_deposit where id = new.deposit_id)
      and m.kind = 'returned' and m.approved_by is null
      and m.moved_on > new.moved_on - coalesce((rule ->> 'return_window_days')::integer, 30);
    if new.amount_cents + alone > (rule ->> 'return_limit_cents')::bigint then
      raise exception 'A return of % cents needs a second person.', new.amount_cents
        using errcode = 'check_violation', constraint = 'ck_deposit_movement_return_limit', table = 'deposit_movement';
    end if;
  end if;
  return new;
end $$;
