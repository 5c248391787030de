-- Refunds: a customer's credit paid back. Asked by one, approved by others as the amount asks, issued by a third.
alter table money_rule drop constraint ck_money_rule_kind, add constraint ck_money_rule_kind check (kind in
  ('adjustments', 'late_charges', 'fees', 'security_deposits', 'leaks', 'budget_billing', 'arrangements',
    'relief_fund', 'payment_fees', 'returns', 'refunds'));
insert into gl_account (code, name, kind) values ('2010', 'Refunds and accounts payable', 'liability');

-- An account of the member of staff who acts: a sign-in of theirs leads to it, or it has their e-mail address on file.
create function is_own_account(actor text, account uuid) returns boolean language sql stable as $$
  select actor like 'staff:%' and exists (
    select from customer_account a join customer c on c.id = a.customer_id
    join portal_user u on u.id::text = substr(actor, 7)
    where a.id = account and (lower(c.email) = lower(u.email)
      or exists (select from account_link l where l.customer_account_id = a.id and l.user_id = u.id
        and l.ended_at is null)))
$$;

-- The first band of the rule that an amount fits into; null where none does.
create function refund_band(cents bigint, day date) returns jsonb language sql stable as $$
  select b.band from jsonb_array_elements(money_rule_on('refunds', day) -> 'bands') with ordinality b (band, no)
  where (b.band ->> 'up_to_cents')::bigint >= cents order by b.no limit 1
$$;

create table refund (
  id uuid primary key,
  reference text not null constraint ux_refund_reference unique,
  customer_account_id uuid not null constraint fk_refund_account references customer_account,
  -- What the customer asked; null when the office proposes it unasked.
  request_id uuid constraint fk_refund_request references customer_request,
  amount_cents bigint not null constraint ck_refund_amount check (amount_cents between 1 and 99999999),
  cause text not null constraint ck_refund_cause check (cause in
    ('overpayment', 'duplicate', 'closed_account', 'deposit', 'billing_error', 'reissue')),
  note text not null constraint ck_refund_note check (length(trim(note)) > 0),
  -- The money behind it has cleared when this day begins.
  earliest_on date not null,
  -- Who is paid or where they are reached changed shortly before: one more person looks at it.
  needs_review boolean not null,
  approvals_needed integer not null,
  state text not null constraint ck_refund_state check (state in
    ('requested', 'approved', 'declined', 'canceled', 'issued', 'confirmed', 'failed')),
  requested_by text not null,
  requested_on date not null,
  requested_at timestamptz not null,
  -- Credit (2120) became payable (2010).
  journal_entry_id uuid constraint fk_refund_journal_entry references journal_entry
    constraint ux_refund_journal_entry unique,
  issued_by text,
  issued_on date,
  changed_at timestamptz not null,
  constraint ck_refund_approved_is_posted check (
    (journal_entry_id is not null) or state in ('requested', 'declined', 'canceled')),
  constraint ck_refund_issued_by_somebody check (
    (issued_by is not null and issued_on is not null) = (state in ('issued', 'confirmed', 'failed')))
);
create index ix_refund_account on refund (customer_account_id);
create index ix_refund_desk on refund (state, requested_at);
create unique index ux_refund_one_of_request on refund (request_id)
  where request_id is not null and state in ('requested', 'approved');

-- Every move a refund can make; what is absent cannot happen.
create function refund_may_move(from_state text, to_state text) returns boolean language sql immutable as $$
  select (from_state, to_state) in (('requested', 'approved'), ('requested', 'declined'), ('requested', 'canceled'),
    ('approved', 'canceled'), ('approved', 'issued'), ('issued', 'confirmed'), ('issued', 'failed'),
    ('confirmed', 'failed'))
$$;

create table refund_approval (
  refund_id uuid not null constraint fk_refund_approval_refund references refund,
  decision text not null constraint ck_refund_approval_decision check (decision in ('approved', 'declined')),
  note text not null,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (refund_id, decided_by),
  constraint ck_refund_approval_reason check (decision = 'approved' or length(trim(note)) > 0)
);
create trigger tr_refund_approval_append_only before update or delete on refund_approval
  for each row execute function append_only();

-- From which payment how much goes back, and how: to where it came from, or on a check.
create table refund_part (
  id uuid primary key,
  refund_id uuid not null constraint fk_refund_part_refund references refund,
  no integer not null constraint ck_refund_part_no check (no > 0),
  payment_id uuid not null constraint fk_refund_part_payment references payment,
  amount_cents bigint not null constraint ck_refund_part_amount check (amount_cents > 0),
  way text not null constraint ck_refund_part_way check (way in ('card', 'bank_debit', 'check')),
  -- Of a card or bank: 'sending' is committed before the processor is called; 'unknown' may or may not have been heard.
  state text not null constraint ck_refund_part_state check (state in
    ('planned', 'sending', 'unknown', 'pending', 'succeeded', 'failed', 'dropped')),
  processor_refund_id text constraint ux_refund_part_processor_refund unique,
  failure_code text,
  sent_at timestamptz,
  check_at timestamptz,
  lease_by uuid,
  lease_until timestamptz,
  -- The money left (1020), and the credit that was opened again.
  paid_entry_id uuid constraint fk_refund_part_paid_entry references journal_entry
    constraint ux_refund_part_paid_entry unique,
  reopened_entry_id uuid constraint fk_refund_part_reopened_entry references journal_entry,
  constraint ux_refund_part_no unique (refund_id, no),
  constraint ck_refund_part_reopened check ((reopened_entry_id is not null) = (state = 'failed')),
  constraint ck_refund_part_pays_by_processor check (paid_entry_id is null or way <> 'check'),
  constraint ck_refund_part_sent check (
    sent_at is not null or way = 'check' or state in ('planned', 'dropped'))
);
create index ix_refund_part_refund on refund_part (refund_id);
create index ix_refund_part_payment on refund_part (payment_id);
create index ix_refund_part_check_at on refund_part (check_at) where check_at is not null;

-- The life of a refund in lines, for its page.
create table refund_event (
  id uuid primary key,
  refund_id uuid not null constraint fk_refund_event_refund references refund,
  act text not null,
  detail text not null,
  at timestamptz not null,
  by_whom text not null
);
create index ix_refund_event_refund on refund_event (refund_id, at);
create trigger tr_refund_event_append_only before update or delete on refund_event
  for each row execute function append_only();

-- The account's lock is taken here too: two who ask for the last ten dollars, one of them does not get them.
create function refund_is_within_credit() returns trigger language plpgsql as $$
declare
  credit bigint;
  asked bigint;
begin
  select -balance_cents into credit from customer_account where id = new.customer_account_id for update;
  select coalesce(sum(amount_cents), 0) into asked from refund
    where customer_account_id = new.customer_account_id and state = 'requested';
  if new.state <> 'requested' or asked + new.amount_cents > credit then
    raise exception 'Account % has % cents of credit, % of it asked back.', new.customer_account_id, credit, asked
      using errcode = 'check_violation', constraint = 'ck_refund_within_credit', table = 'refund';
  end if;
  if is_own_account(new.requested_by, new.customer_account_id) then
    raise exception 'Nobody refunds an account of their own.'
      using errcode = 'check_violation', constraint = 'ck_refund_own_account', table = 'refund';
  end if;
  if new.approvals_needed <> (refund_band(new.amount_cents, new.requested_on) ->> 'approvals')::int
      + new.needs_review::int then
    raise exception 'The rule asks for another number of approvals.'
      using errcode = 'check_violation', constraint = 'ck_refund_approvals_as_ruled', table = 'refund';
  end if;
  return new;
end $$;
create trigger tr_refund_is_within_credit before insert on refund
  for each row execute function refund_is_within_credit();

create function refund_keeps_what_happened() returns trigger language plpgsql as $$
declare
  approvals integer;
begin
  if tg_op = 'DELETE' or (to_jsonb(new) - array['state', 'journal_entry_id', 'issued_by', 'issued_on', 'changed_at'])
      <> (to_jsonb(old) - array['state', 'journal_entry_id', 'issued_by', 'issued_on', 'changed_at'])
    or old.journal_entry_id is not null and new.journal_entry_id is distinct from old.journal_entry_id
    or old.issued_by is not null and (new.issued_by, new.issued_on) is distinct from (old.issued_by, old.issued_on)
  then
    raise exception 'Of a refund only its state changes.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'refund';
  end if;
  if new.state = old.state then return new; end if;
  if not refund_may_move(old.state, new.state) then
    raise exception 'A refund does not go from % to %.', old.state, new.state
      using errcode = 'check_violation', constraint = 'ck_refund_moves', table = 'refund';
  end if;
  select count(*) into approvals from refund_approval where refund_id = new.id and decision = 'approved';
  if new.state = 'approved' and approvals < new.approvals_needed then
    raise exception 'Refund % has % of % approvals.', new.reference, approvals, new.approvals_needed
      using errcode = 'check_violation', constraint = 'ck_refund_is_approved', table = 'refund';
  end if;
  if new.state = 'declined' and not exists (
    select from refund_approval where refund_id = new.id and decision = 'declined') then
    raise exception 'Nobody declined refund %.', new.reference
      using errcode = 'check_violation', constraint = 'ck_refund_is_declined', table = 'refund';
  end if;
  if new.state = 'issued' and (new.issued_by = new.requested_by or exists (
    select from refund_approval where refund_id = new.id and decided_by = new.issued_by)) then
    raise exception 'Who issues a refund did not ask for it and did not approve it.'
      using errcode = 'check_violation', constraint = 'ck_refund_third_person', table = 'refund';
  end if;
  if new.state = 'issued' and is_own_account(new.issued_by, new.customer_account_id) then
    raise exception 'Nobody refunds an account of their own.'
      using errcode = 'check_violation', constraint = 'ck_refund_own_account', table = 'refund';
  end if;
  if new.state = 'issued' and new.issued_on < new.earliest_on then
    raise exception 'The money behind refund % clears on %.', new.reference, new.earliest_on
      using errcode = 'check_violation', constraint = 'ck_refund_has_cleared', table = 'refund';
  end if;
  return new;
end $$;
create trigger tr_refund_keeps_what_happened before update or delete on refund
  for each row execute function refund_keeps_what_happened();

create function refund_approval_is_of_another() returns trigger language plpgsql as $$
declare
  of_refund refund;
  band jsonb;
  role_of text;
begin
  select * into of_refund from refund where id = new.refund_id;
  if new.decided_by = of_refund.requested_by then
    raise exception 'Who asked for a refund does not decide it.'
      using errcode = 'check_violation', constraint = 'ck_refund_approval_second_person', table = 'refund_approval';
  end if;
  if is_own_account(new.decided_by, of_refund.customer_account_id) then
    raise exception 'Nobody refunds an account of their own.'
      using errcode = 'check_violation', constraint = 'ck_refund_approval_own_account', table = 'refund_approval';
  end if;
  band := refund_band(of_refund.amount_cents, of_refund.requested_on);
  select role into role_of from staff_member
    where user_id::text = substr(new.decided_by, 7) and suspended_at is null;
  if new.decision = 'approved'
      and (role_of is null or (band ->> 'role' = 'supervisor' and role_of <> 'supervisor')) then
    raise exception 'A refund of % cents is approved by a %.', of_refund.amount_cents, band ->> 'role'
      using errcode = 'check_violation', constraint = 'ck_refund_approval_band', table = 'refund_approval';
  end if;
  if of_refund.state <> 'requested' then
    raise exception 'Refund % waits for nobody.', of_refund.reference
      using errcode = 'check_violation', constraint = 'ck_refund_approval_in_time', table = 'refund_approval';
  end if;
  return new;
end $$;
create trigger tr_refund_approval_is_of_another before insert on refund_approval
  for each row execute function refund_approval_is_of_another();

-- Of a part the amount, payment and way stay; what the processor said and what was posted is never taken back.
create function refund_part_keeps_what_happened() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE'
    or (new.id, new.refund_id, new.no, new.payment_id, new.amount_cents, new.way)
      is distinct from (old.id, old.refund_id, old.no, old.payment_id, old.amount_cents, old.way)
    or old.paid_entry_id is not null and new.paid_entry_id is distinct from old.paid_entry_id
    or old.processor_refund_id is not null and new.processor_refund_id is distinct from old.processor_refund_id
    or old.reopened_entry_id is not null and new is distinct from old then
    raise exception 'Of a part of a refund only its state changes.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'refund_part';
  end if;
  return new;
end $$;
create trigger tr_refund_part_keeps_what_happened before update or delete on refund_part
  for each row execute function refund_part_keeps_what_happened();

-- No more goes back of a payment than it brought, and of nothing that the relief fund paid.
create function refund_part_is_of_the_account() returns trigger language plpgsql as $$
begin
  if not exists (
    select from payment p join refund r on r.id = new.refund_id
    where p.id = new.payment_id and p.customer_account_id = r.customer_account_id and p.tender <> 'assistance'
      and new.amount_cents <= p.unapplied_cents) then
    raise exception 'Payment % has no such credit.', new.payment_id
      using errcode = 'check_violation', constraint = 'ck_refund_part_of_credit', table = 'refund_part';
  end if;
  return new;
end $$;
create trigger tr_refund_part_is_of_the_account before insert on refund_part
  for each row execute function refund_part_is_of_the_account();

create function payment_reversal_was_not_refunded() returns trigger language plpgsql as $$
begin
  if exists (select from refund_part p join refund r on r.id = p.refund_id
      where p.payment_id = new.payment_id and r.journal_entry_id is not null
        and p.state not in ('failed', 'dropped')) then
    raise exception 'Payment % was refunded.', new.payment_id
      using errcode = 'check_violation', constraint = 'ck_payment_reversal_not_refunded', table = 'payment_reversal';
  end if;
  return new;
end $$;
create trigger tr_payment_reversal_was_not_refunded before insert on payment_reversal
  for each row execute function payment_reversal_was_not_refunded();

-- domain.md §5: small ones stay, five and ten banking days to clear, who approves how much.
insert into money_rule (id, kind, effective_on, document, made_by, made_at) values
  ('07800000-0000-7000-8000-000000000001', 'refunds', '2000-01-01', '{
    "small_cents": 500, "debit_days": 5, "check_days": 10, "stale_days": 180,
    "holds_for_other_accounts": true,
    "bands": [
      {"up_to_cents": 10000, "role": "technician", "approvals": 1},
      {"up_to_cents": 100000, "role": "supervisor", "approvals": 1},
      {"up_to_cents": 500000, "role": "supervisor", "approvals": 2},
      {"up_to_cents": 99999999, "role": "supervisor", "approvals": 3}]}', 'system:city', '2000-01-01');
insert into money_rule_release (rule_id, released_by, released_at)
  values ('07800000-0000-7000-8000-000000000001', 'system:setup', '2000-01-01');
