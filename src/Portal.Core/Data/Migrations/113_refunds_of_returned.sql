-- A payment of which something was refunded comes back whole: what was paid out is charged to its customer.
insert into gl_account (code, name, kind) values ('5140', 'Refunds of payments that came back', 'expense');
alter table adjustment drop constraint ck_adjustment_kind, add constraint ck_adjustment_kind check (kind in
  ('correction', 'bill_canceled', 'late_charge', 'fee', 'returned_item', 'waiver', 'leak', 'security_deposit',
   'deposit_interest', 'budget', 'returned_refund'));

-- What of a refund the customer owes again. The adjustment that charges it has the part's id as its operation.
create table refund_claim (
  refund_part_id uuid primary key constraint fk_refund_claim_part references refund_part,
  -- It counts as credit again, so that the payment can be taken back whole.
  journal_entry_id uuid not null constraint fk_refund_claim_journal_entry references journal_entry
    constraint ux_refund_claim_journal_entry unique,
  claimed_at timestamptz not null
);
create trigger tr_refund_claim_append_only before update or delete on refund_claim
  for each row execute function append_only();

-- At the end of its transaction: the payment came back, and as much was charged.
create function refund_claim_is_charged() returns trigger language plpgsql as $$
begin
  if not exists (
    select from refund_part s join payment p on p.id = s.payment_id
    join payment_reversal r on r.payment_id = s.payment_id and r.cause in ('returned_item', 'disputed')
    join adjustment a on a.operation_id = s.id and a.customer_account_id = p.customer_account_id
      and a.kind = 'returned_refund' and a.amount_cents = s.amount_cents
    where s.id = new.refund_part_id) then
    raise exception 'Part % of a refund is not charged for a payment that came back.', new.refund_part_id
      using errcode = 'check_violation', constraint = 'ck_refund_claim_is_charged', table = 'refund_claim';
  end if;
  return new;
end $$;
create constraint trigger ck_refund_claim_is_charged after insert on refund_claim
  deferrable initially deferred for each row execute function refund_claim_is_charged();

create or replace function payment_reversal_was_not_refunded() returns trigger language plpgsql as $$
begin
  if exists (select from refund_part p join refund r on r.id = p.refund_id
      where p.payment_id = new.payment_id and r.journal_entry_id is not null
        and p.state not in ('failed', 'dropped')
        and not exists (select from refund_claim c where c.refund_part_id = p.id)) then
    raise exception 'Payment % was refunded.', new.payment_id
      using errcode = 'check_violation', constraint = 'ck_payment_reversal_not_refunded', table = 'payment_reversal';
  end if;
  return new;
end $$;

-- A debit that fails while it waits in suspense ends there: the bank says so, and no person does.
alter table suspense_resolution drop constraint ck_suspense_resolution_kind,
  add constraint ck_suspense_resolution_kind check (kind in ('posted', 'sent_back', 'closed', 'failed')),
  add constraint ck_suspense_resolution_failed
    check (kind <> 'failed' or resolved_by = 'system' and approved_by is null);
