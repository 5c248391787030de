-- Attempts to pay through the card processor, the money posted, and how it was applied.
create table payment_attempt (
  -- Also the idempotency key at the processor and the id of the form that asked for it.
  id uuid primary key,
  state text not null constraint ck_payment_attempt_state check (state in
    ('created', 'sending', 'unknown', 'awaiting_payer', 'processing', 'succeeded', 'failed', 'canceled', 'in_suspense')),
  channel text not null constraint ck_payment_attempt_channel check (channel in ('resident', 'guest')),
  user_id uuid,
  amount_cents bigint not null constraint ck_payment_attempt_amount check (amount_cents between 1 and 99999999),
  language text not null constraint ck_payment_attempt_language check (language in ('en', 'es')),
  receipt_email text,
  session_id text constraint ux_payment_attempt_session unique,
  session_url text,
  processor_payment_id text constraint ux_payment_attempt_processor_payment unique,
  tender text constraint ck_payment_attempt_tender check (tender in ('card', 'bank_debit')),
  brand text,
  last_four text,
  failure_code text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  changed_at timestamptz not null,
  -- When the sweeper asks the processor again; null once the state is final.
  check_at timestamptz,
  constraint ck_payment_attempt_resident_has_user check ((channel = 'resident') = (user_id is not null))
);
create index ix_payment_attempt_check on payment_attempt (check_at) where check_at is not null;

create table payment_attempt_share (
  attempt_id uuid not null constraint fk_payment_attempt_share_attempt references payment_attempt,
  customer_account_id uuid not null constraint fk_payment_attempt_share_account references customer_account,
  amount_cents bigint not null constraint ck_payment_attempt_share_amount check (amount_cents > 0),
  -- True while the payer may still pay at the checkout: created, sending, unknown, awaiting_payer.
  is_live boolean not null,
  -- True while a bank debit is on its way: processing.
  is_in_flight boolean not null,
  primary key (attempt_id, customer_account_id),
  constraint ck_payment_attempt_share_one_phase check (not (is_live and is_in_flight))
);
-- Two tabs, two devices, a double click: one live attempt per account.
create unique index ux_payment_attempt_share_one_live on payment_attempt_share (customer_account_id) where is_live;
create index ix_payment_attempt_share_account on payment_attempt_share (customer_account_id);

create table payment (
  id uuid primary key,
  reference text not null constraint ux_payment_reference unique,
  operation_id uuid not null,
  attempt_id uuid constraint fk_payment_attempt references payment_attempt,
  customer_account_id uuid not null constraint fk_payment_customer_account references customer_account,
  amount_cents bigint not null constraint ck_payment_amount_positive check (amount_cents > 0),
  unapplied_cents bigint not null,
  tender text not null constraint ck_payment_tender check (tender in
    ('cash', 'check', 'money_order', 'cashiers_check', 'card', 'bank_debit', 'wire', 'lockbox')),
  brand text,
  last_four text,
  processor_payment_id text,
  received_at timestamptz not null,
  effective_on date not null,
  business_date date not null,
  journal_entry_id uuid not null constraint fk_payment_journal_entry references journal_entry
    constraint ux_payment_journal_entry unique,
  constraint ck_payment_unapplied_within_amount check (unapplied_cents between 0 and amount_cents),
  constraint ux_payment_operation unique (operation_id, customer_account_id)
);
create index ix_payment_account on payment (customer_account_id, received_at desc);
create index ix_payment_attempt on payment (attempt_id);
create index ix_payment_unapplied on payment (customer_account_id) where unapplied_cents > 0;
create index ix_payment_business_date on payment (business_date);

-- A payment taken back. The row's existence is the fact.
create table payment_reversal (
  payment_id uuid primary key constraint fk_payment_reversal_payment references payment,
  journal_entry_id uuid not null constraint fk_payment_reversal_entry references journal_entry,
  reason text not null,
  reversed_at timestamptz not null,
  reversed_by text not null
);

create table allocation (
  id uuid primary key,
  payment_id uuid not null constraint fk_allocation_payment references payment,
  open_item_id uuid not null constraint fk_allocation_open_item references open_item,
  customer_account_id uuid not null constraint fk_allocation_customer_account references customer_account,
  amount_cents bigint not null constraint ck_allocation_amount_positive check (amount_cents > 0),
  sequence integer not null,
  -- The row takes back the allocation it names; amounts stay positive.
  reverses_id uuid constraint fk_allocation_reverses references allocation
    constraint ux_allocation_reversed_once unique,
  journal_entry_id uuid not null constraint fk_allocation_journal_entry references journal_entry,
  allocated_at timestamptz not null
);
create index ix_allocation_payment on allocation (payment_id);
create index ix_allocation_open_item on allocation (open_item_id);

-- Money that arrived but could not be put where it was meant. Waits for a person.
create table suspense_item (
  id uuid primary key,
  amount_cents bigint not null constraint ck_suspense_item_amount_positive check (amount_cents > 0),
  reason text not null constraint ck_suspense_item_reason check (reason in
    ('late_success', 'amount_mismatch', 'currency_mismatch', 'unknown_attempt', 'account_mismatch')),
  attempt_id uuid constraint fk_suspense_item_attempt references payment_attempt,
  customer_account_id uuid constraint fk_suspense_item_account references customer_account,
  processor_payment_id text not null constraint ux_suspense_item_processor_payment unique,
  -- Null only for money in another currency, which this ledger cannot hold; its task says so.
  journal_entry_id uuid constraint fk_suspense_item_journal_entry references journal_entry,
  received_at timestamptz not null
);

create table webhook_event (
  id text primary key,
  type text not null,
  object_id text not null,
  created_at timestamptz not null,
  received_at timestamptz not null,
  api_version text,
  raw bytea not null,
  state text not null constraint ck_webhook_event_state check (state in ('waiting', 'done', 'parked')),
  attempts integer not null default 0,
  next_at timestamptz,
  lease_until timestamptz,
  lease_by uuid,
  outcome text,
  constraint ck_webhook_event_waiting_has_next check ((state = 'waiting') = (next_at is not null))
);
create index ix_webhook_event_waiting on webhook_event (next_at, id) where state = 'waiting';

-- How far the sweeper has read the processor's list of events.
create table gateway_cursor (
  name text primary key,
  reached_at timestamptz not null
);

create table office_task (
  id uuid primary key,
  kind text not null,
  dedupe_key text not null constraint ux_office_task_dedupe unique,
  customer_account_id uuid constraint fk_office_task_account references customer_account,
  attempt_id uuid constraint fk_office_task_attempt references payment_attempt,
  detail text not null,
  created_at timestamptz not null,
  done_at timestamptz,
  done_by text,
  constraint ck_office_task_done_has_who check ((done_at is null) = (done_by is null))
);
create index ix_office_task_open on office_task (created_at) where done_at is null;

create function payment_keeps_what_happened() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - 'unapplied_cents' <> to_jsonb(old) - 'unapplied_cents' then
    raise exception 'Only the unapplied part of a payment changes.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'payment';
  end if;
  return new;
end $$;
create trigger tr_payment_keeps_what_happened before update on payment
  for each row execute function payment_keeps_what_happened();
create trigger tr_payment_no_delete before delete on payment for each row execute function append_only();
create trigger tr_payment_reversal_append_only before update or delete on payment_reversal
  for each row execute function append_only();
create trigger tr_allocation_append_only before update or delete on allocation
  for each row execute function append_only();
create trigger tr_allocation_no_truncate before truncate on allocation
  for each statement execute function append_only();
create trigger tr_suspense_item_append_only before update or delete on suspense_item
  for each row execute function append_only();
