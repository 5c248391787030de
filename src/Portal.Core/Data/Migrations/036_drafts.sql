-- Autopay: that what an account is asked for is taken from somebody's card or bank account, bill by bill.
create table autopay_enrollment (
  -- Made with the form.
  id uuid primary key,
  customer_account_id uuid not null constraint fk_autopay_enrollment_customer_account references customer_account,
  user_id uuid not null constraint fk_autopay_enrollment_user references portal_user,
  method_id uuid not null constraint fk_autopay_enrollment_method references saved_method,
  consent_id uuid not null constraint fk_autopay_enrollment_consent references consent,
  rule text not null constraint ck_autopay_enrollment_rule check (rule in ('due_date', 'days_before', 'day_of_month')),
  rule_day integer constraint ck_autopay_enrollment_rule_day check (
    case rule when 'due_date' then rule_day is null
      when 'days_before' then coalesce(rule_day between 1 and 10, false)
      else coalesce(rule_day between 1 and 28, false) end),
  -- The most that one draft takes; null for no limit.
  cap_cents bigint constraint ck_autopay_enrollment_cap check (cap_cents >= 100),
  state text not null constraint ck_autopay_enrollment_state check (state in ('active', 'suspended', 'ended')),
  why text constraint ck_autopay_enrollment_why check (why in
    ('card_refused', 'card_needs_payer', 'bank_closed', 'bank_revoked', 'bank_frozen', 'stop_payment', 'holder_died',
     'two_returns', 'method_gone', 'by_payer', 'by_office', 'link_ended', 'account_closed')),
  enrolled_at timestamptz not null,
  changed_at timestamptz not null,
  ended_at timestamptz,
  ended_by text,
  constraint ck_autopay_enrollment_has_why check ((state = 'active') = (why is null)),
  constraint ck_autopay_enrollment_ended check (num_nulls(ended_at, ended_by) = case state when 'ended' then 0 else 2 end)
);
create unique index ux_autopay_enrollment_one_standing on autopay_enrollment (customer_account_id)
  where state <> 'ended';
create index ix_autopay_enrollment_user on autopay_enrollment (user_id) where state <> 'ended';
create index ix_autopay_enrollment_method on autopay_enrollment (method_id) where state <> 'ended';

-- A promised debit: how much at most, and on which day. Of autopay one for each bill.
create table draft (
  id uuid primary key,
  source text not null constraint ck_draft_source check (source in ('autopay', 'scheduled')),
  customer_account_id uuid not null constraint fk_draft_customer_account references customer_account,
  enrollment_id uuid constraint fk_draft_enrollment references autopay_enrollment,
  bill_id uuid constraint fk_draft_bill references bill,
  -- Null for a guest.
  user_id uuid constraint fk_draft_user references portal_user,
  -- Of a scheduled payment; autopay goes by its enrollment.
  method_id uuid constraint fk_draft_method references saved_method,
  -- The visit by which a guest keeps the method for it.
  setup_id uuid constraint fk_draft_setup references method_setup constraint ux_draft_setup unique,
  consent_id uuid constraint fk_draft_consent references consent,
  language text not null constraint ck_draft_language check (language in ('en', 'es')),
  email text,
  -- The most that will be taken.
  amount_cents bigint not null constraint ck_draft_amount check (
    amount_cents >= 0 and (amount_cents >= 50 or state = 'skipped')),
  -- The day it was promised for.
  planned_on date not null,
  -- The city day on which it was promised; null when it never was.
  promised_on date,
  state text not null constraint ck_draft_state check (state in ('awaiting_method', 'promised', 'sending',
    'on_its_way', 'paid', 'failed', 'skipped', 'canceled', 'in_suspense')),
  why text constraint ck_draft_why check (why in ('no_notice', 'nothing_due', 'on_its_way_already', 'too_small',
    'not_allowed', 'method_removed', 'method_expired', 'autopay_ended', 'autopay_suspended', 'too_late', 'by_payer',
    'by_office', 'declined', 'not_finished')),
  tries integer not null default 0 constraint ck_draft_tries check (tries between 0 and 3),
  -- From when on it may be sent; while it is promised.
  send_at timestamptz,
  -- Of the link by which a guest changes or cancels it.
  secret_hash bytea constraint ux_draft_secret unique,
  lease_by uuid,
  lease_until timestamptz,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  constraint ux_draft_enrollment_bill unique (enrollment_id, bill_id),
  constraint ck_draft_autopay_has_bill check (
    source <> 'autopay' or (num_nulls(enrollment_id, bill_id, user_id) = 0 and method_id is null)),
  constraint ck_draft_scheduled_has_method check (
    source = 'autopay' or (enrollment_id is null and bill_id is null
      and (method_id is not null or state in ('awaiting_method', 'canceled')))),
  -- A debit whose amount varies is announced ten days before (Reg E, 12 CFR 1005.10(d)).
  constraint ck_draft_notice check (source = 'scheduled' or promised_on is null or planned_on - promised_on >= 10),
  constraint ck_draft_promised_has_day check (state <> 'promised' or (promised_on is not null and send_at is not null)),
  constraint ck_draft_has_why check ((state in ('failed', 'skipped', 'canceled')) = (why is not null))
);
create index ix_draft_waiting on draft (send_at, id) where state = 'promised';
create index ix_draft_account on draft (customer_account_id, created_at);
create index ix_draft_user on draft (user_id);
create index ix_draft_method on draft (method_id);

-- Every move of a draft and every change of its promise.
create table draft_event (
  draft_id uuid not null constraint fk_draft_event_draft references draft,
  no integer not null constraint ck_draft_event_no check (no > 0),
  event text not null constraint ck_draft_event_event check (event in ('promise', 'change', 'send',
    'bank_debit_started', 'succeed', 'try_again', 'fail', 'skip', 'cancel', 'suspend')),
  state text not null constraint ck_draft_event_state check (state in ('awaiting_method', 'promised', 'sending',
    'on_its_way', 'paid', 'failed', 'skipped', 'canceled', 'in_suspense')),
  why text constraint ck_draft_event_why check (why in ('no_notice', 'nothing_due', 'on_its_way_already', 'too_small',
    'not_allowed', 'method_removed', 'method_expired', 'autopay_ended', 'autopay_suspended', 'too_late', 'by_payer',
    'by_office', 'declined', 'not_finished')),
  amount_cents bigint not null,
  planned_on date not null,
  by text not null,
  at timestamptz not null,
  primary key (draft_id, no)
);
create trigger tr_draft_event_append_only before update or delete on draft_event
  for each row execute function append_only();

-- What was announced is never raised, nor moved to another day.
create function draft_keeps_its_promise() returns trigger language plpgsql as $$
begin
  if new.source = 'autopay' and (new.amount_cents > old.amount_cents or new.planned_on <> old.planned_on) then
    raise exception 'A draft that was announced is not raised and keeps its day.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'draft';
  end if;
  return new;
end $$;
create trigger tr_draft_keeps_its_promise before update on draft
  for each row execute function draft_keeps_its_promise();

-- A try to take a draft is a payment attempt like any other.
alter table payment_attempt
  add draft_id uuid constraint fk_payment_attempt_draft references draft,
  add processor_customer_id text,
  add processor_method_id text,
  add return_code text,
  drop constraint ck_payment_attempt_channel,
  drop constraint ck_payment_attempt_resident_has_user,
  add constraint ck_payment_attempt_channel check (channel in ('resident', 'guest', 'autopay', 'scheduled')),
  add constraint ck_payment_attempt_resident_has_user check (
    case channel when 'guest' then user_id is null when 'scheduled' then true else user_id is not null end),
  add constraint ck_payment_attempt_draft_has_method check (
    num_nulls(draft_id, processor_customer_id, processor_method_id)
      = case when channel in ('autopay', 'scheduled') then 0 else 3 end);
-- However many workers: a draft is being taken, or was taken, once.
create unique index ux_payment_attempt_one_of_draft on payment_attempt (draft_id)
  where state not in ('failed', 'canceled');
create index ix_payment_attempt_draft on payment_attempt (draft_id) where draft_id is not null;

create function attempt_within_draft() returns trigger language plpgsql as $$
begin
  if exists (select from draft d where d.id = new.draft_id and new.amount_cents > d.amount_cents) then
    raise exception 'More than was announced.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'payment_attempt';
  end if;
  return new;
end $$;
create trigger tr_payment_attempt_within_draft before insert on payment_attempt
  for each row when (new.draft_id is not null) execute function attempt_within_draft();
