-- A fee for the way of paying, where the city charges one: a transaction of its own, and of no account.
alter table money_rule drop constraint ck_money_rule_kind, add constraint ck_money_rule_kind check (kind in
  ('adjustments', 'late_charges', 'fees', 'security_deposits', 'leaks', 'budget_billing', 'arrangements',
    'relief_fund', 'payment_fees'));

insert into gl_account (code, name, kind) values
  ('2150', 'Payment fees held for the processor', 'liability'),
  ('4140', 'Payment fees', 'revenue');

-- What was shown to the payer: the way of paying, and the fee under that version of the rule.
alter table payment_attempt
  add column means text constraint ck_payment_attempt_means check (means in ('card', 'bank_debit')),
  add column fee_cents bigint not null default 0,
  add column fee_rule_id uuid constraint fk_payment_attempt_fee_rule references money_rule,
  add constraint ck_payment_attempt_fee check (
    fee_cents >= 0 and (fee_cents > 0) = (fee_rule_id is not null)
    and (fee_cents = 0 or means is not null and draft_id is null));

-- Asked for once the payment has come; its id is its idempotency key.
create table payment_fee (
  id uuid primary key,
  attempt_id uuid not null constraint fk_payment_fee_attempt references payment_attempt
    constraint ux_payment_fee_attempt unique,
  amount_cents bigint not null constraint ck_payment_fee_amount check (amount_cents > 0),
  is_processors boolean not null,
  tender text not null constraint ck_payment_fee_tender check (tender in ('card', 'bank_debit')),
  processor_customer_id text,
  processor_method_id text,
  description text not null,
  state text not null constraint ck_payment_fee_state check (state in ('sending', 'on_its_way', 'taken', 'failed')),
  processor_payment_id text constraint ux_payment_fee_processor_payment unique,
  failure_code text,
  journal_entry_id uuid constraint fk_payment_fee_journal_entry references journal_entry
    constraint ux_payment_fee_journal_entry unique,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  check_at timestamptz,
  constraint ck_payment_fee_has_method check (
    state = 'failed' or num_nulls(processor_customer_id, processor_method_id) = 0),
  constraint ck_payment_fee_taken check ((state = 'taken') = (journal_entry_id is not null))
);
create index ix_payment_fee_check_at on payment_fee (check_at) where check_at is not null;

create function payment_fee_is_the_attempts() returns trigger language plpgsql as $$
begin
  if not exists (select from payment_attempt a where a.id = new.attempt_id and a.fee_cents = new.amount_cents
      and a.state = 'succeeded') then
    raise exception 'Attempt % has no such fee.', new.attempt_id
      using errcode = 'check_violation', constraint = 'ck_payment_fee_of_attempt', table = 'payment_fee';
  end if;
  return null;
end $$;
create constraint trigger ck_payment_fee_of_attempt after insert on payment_fee
  deferrable initially deferred for each row execute function payment_fee_is_the_attempts();

create function payment_fee_ends_once() returns trigger language plpgsql as $$
begin
  if (new.id, new.attempt_id, new.amount_cents) is distinct from (old.id, old.attempt_id, old.amount_cents)
      or old.state in ('taken', 'failed') and (new.state, new.journal_entry_id, new.processor_payment_id)
        is distinct from (old.state, old.journal_entry_id, old.processor_payment_id) then
    raise exception 'What became of fee % stays.', old.id
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'payment_fee';
  end if;
  return new;
end $$;
create trigger tr_payment_fee_ends_once before update on payment_fee
  for each row execute function payment_fee_ends_once();

-- All that its attempt paid was taken back.
create table payment_fee_reversal (
  fee_id uuid primary key constraint fk_payment_fee_reversal_fee references payment_fee,
  journal_entry_id uuid not null constraint fk_payment_fee_reversal_entry references journal_entry,
  reason text not null,
  reversed_at timestamptz not null,
  reversed_by text not null
);
create trigger tr_payment_fee_reversal_append_only before update or delete on payment_fee_reversal
  for each row execute function append_only();
