-- The relief fund: gifts that people make with a payment. A gift is of no account: never in receivables or a balance.
alter table money_rule drop constraint ck_money_rule_kind, add constraint ck_money_rule_kind check (kind in
  ('adjustments', 'late_charges', 'fees', 'security_deposits', 'leaks', 'budget_billing', 'arrangements',
    'relief_fund'));

insert into fund (code, name) values ('600', 'Utility relief');
insert into gl_account (code, name, kind) values ('4310', 'Gifts to the relief fund', 'revenue');

-- Part of what the attempt takes, besides its shares.
alter table payment_attempt add column gift_cents bigint not null default 0,
  add constraint ck_payment_attempt_gift check (gift_cents >= 0 and gift_cents < amount_cents);

-- Received with an attempt that succeeded.
create table relief_gift (
  attempt_id uuid primary key constraint fk_relief_gift_attempt references payment_attempt,
  amount_cents bigint not null constraint ck_relief_gift_amount check (amount_cents > 0),
  given_on date not null,
  journal_entry_id uuid not null constraint fk_relief_gift_journal_entry references journal_entry
    constraint ux_relief_gift_journal_entry unique
);
create index ix_relief_gift_given_on on relief_gift (given_on);
create trigger tr_relief_gift_append_only before update or delete on relief_gift
  for each row execute function append_only();

-- The bank took the whole debit back, and the gift with it.
create table relief_gift_reversal (
  attempt_id uuid primary key constraint fk_relief_gift_reversal_gift references relief_gift,
  journal_entry_id uuid not null constraint fk_relief_gift_reversal_entry references journal_entry,
  reason text not null,
  reversed_at timestamptz not null,
  reversed_by text not null
);
create trigger tr_relief_gift_reversal_append_only before update or delete on relief_gift_reversal
  for each row execute function append_only();

create function relief_gift_is_the_attempts() returns trigger language plpgsql as $$
begin
  if not exists (select from payment_attempt a where a.id = new.attempt_id and a.gift_cents = new.amount_cents
      and a.state = 'succeeded') then
    raise exception 'Attempt % brought no such gift.', new.attempt_id
      using errcode = 'check_violation', constraint = 'ck_relief_gift_of_attempt', table = 'relief_gift';
  end if;
  return null;
end $$;
create constraint trigger ck_relief_gift_of_attempt after insert on relief_gift
  deferrable initially deferred for each row execute function relief_gift_is_the_attempts();
