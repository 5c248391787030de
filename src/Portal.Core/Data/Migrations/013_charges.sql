-- What changes a balance besides bills and payments: adjustments, canceled bills; and the city's rules about them.

-- A rule about money is a dated JSON document. It holds once a second person has released it.
create table money_rule (
  id uuid primary key,
  kind text not null constraint ck_money_rule_kind check (kind in
    ('adjustments', 'late_charges', 'fees', 'security_deposits', 'leaks', 'budget_billing')),
  effective_on date not null,
  document jsonb not null,
  made_by text not null,
  made_at timestamptz not null
);
create index ix_money_rule_kind on money_rule (kind, effective_on desc);

create table money_rule_release (
  rule_id uuid primary key constraint fk_money_rule_release_rule references money_rule,
  released_by text not null,
  released_at timestamptz not null
);

-- The document that holds on a day; null when the city released none.
create function money_rule_on(wanted text, day date) returns jsonb language sql stable as $$
  select r.document from money_rule r join money_rule_release x on x.rule_id = r.id
  where r.kind = wanted and r.effective_on <= day order by r.effective_on desc, x.released_at desc, r.id desc limit 1
$$;

create function money_rule_release_has_second_person() returns trigger language plpgsql as $$
begin
  if exists (select from money_rule where id = new.rule_id and made_by = new.released_by) then
    raise exception 'Rule % is released by whoever made it.', new.rule_id
      using errcode = 'check_violation', constraint = 'ck_money_rule_release_second_person', table = 'money_rule_release';
  end if;
  return new;
end $$;
create trigger tr_money_rule_release_has_second_person before insert on money_rule_release
  for each row execute function money_rule_release_has_second_person();

-- A charge or credit outside a bill. Never changed: to correct one, post another that takes it back.
create table adjustment (
  id uuid primary key,
  -- The form or run that asked for it; an operation may post several, numbered from 1.
  operation_id uuid not null,
  operation_no integer not null constraint ck_adjustment_operation_no check (operation_no > 0),
  customer_account_id uuid not null constraint fk_adjustment_customer_account references customer_account,
  kind text not null constraint ck_adjustment_kind check (kind in
    ('correction', 'bill_canceled', 'late_charge', 'fee', 'returned_item', 'waiver', 'leak', 'security_deposit',
     'deposit_interest', 'budget')),
  side text not null constraint ck_adjustment_side check (side in ('debit', 'credit')),
  amount_cents bigint not null constraint ck_adjustment_amount_positive check (amount_cents > 0),
  -- A code of the city's rule, and what is printed for it.
  reason text not null constraint ck_adjustment_reason check (length(trim(reason)) > 0),
  label_en text not null,
  label_es text not null,
  note text not null default '',
  document text,
  due_on date,
  cites_bill_id uuid constraint fk_adjustment_bill references bill,
  reverses_id uuid constraint fk_adjustment_reverses references adjustment
    constraint ux_adjustment_reversed_once unique,
  journal_entry_id uuid not null constraint fk_adjustment_journal_entry references journal_entry
    constraint ux_adjustment_journal_entry unique,
  posted_on date not null,
  posted_at timestamptz not null,
  posted_by text not null,
  approved_by text constraint ck_adjustment_second_person check (approved_by <> posted_by),
  constraint ux_adjustment_operation unique (operation_id, customer_account_id, operation_no)
);
create index ix_adjustment_account on adjustment (customer_account_id, posted_at);
create index ix_adjustment_bill on adjustment (cites_bill_id) where cites_bill_id is not null;

create table adjustment_line (
  adjustment_id uuid not null constraint fk_adjustment_line_adjustment references adjustment,
  no integer not null constraint ck_adjustment_line_no check (no > 0),
  fund text not null constraint fk_adjustment_line_fund references fund,
  -- The other side of the receivable.
  gl_account text not null constraint fk_adjustment_line_gl_account references gl_account,
  amount_cents bigint not null constraint ck_adjustment_line_amount_positive check (amount_cents > 0),
  -- The item that it lowers or raises again; null for a charge, which opens an item of its own.
  open_item_id uuid constraint fk_adjustment_line_open_item references open_item,
  primary key (adjustment_id, no)
);
create index ix_adjustment_line_open_item on adjustment_line (open_item_id) where open_item_id is not null;

-- An item is owed for a bill's line or for an adjustment's, never for both or neither.
alter table open_item
  alter column bill_id drop not null,
  alter column bill_line_no drop not null,
  add column adjustment_id uuid,
  add column adjustment_line_no integer,
  add constraint ck_open_item_one_source check (
    (bill_id is null) = (bill_line_no is null) and (adjustment_id is null) = (adjustment_line_no is null)
    and (bill_id is null) <> (adjustment_id is null)),
  add constraint ux_open_item_adjustment_line unique (adjustment_id, adjustment_line_no),
  add constraint fk_open_item_adjustment_line foreign key (adjustment_id, adjustment_line_no)
    references adjustment_line (adjustment_id, no);

-- The bill on which an adjustment is shown: the next one, and no other.
create table bill_adjustment (
  adjustment_id uuid primary key constraint fk_bill_adjustment_adjustment references adjustment,
  bill_id uuid not null constraint fk_bill_adjustment_bill references bill,
  no integer not null constraint ck_bill_adjustment_no check (no > 0),
  constraint ux_bill_adjustment_place unique (bill_id, no)
);

-- A bill taken back. The row's existence is the fact; no adjustment for a bill of nothing.
create table bill_cancellation (
  bill_id uuid primary key constraint fk_bill_cancellation_bill references bill,
  adjustment_id uuid constraint fk_bill_cancellation_adjustment references adjustment
    constraint ux_bill_cancellation_adjustment unique,
  operation_id uuid not null constraint ux_bill_cancellation_operation unique,
  reason text not null constraint ck_bill_cancellation_reason check (length(trim(reason)) > 0),
  note text not null,
  canceled_at timestamptz not null,
  canceled_by text not null,
  approved_by text constraint ck_bill_cancellation_second_person check (approved_by <> canceled_by)
);

-- One bill of an account and period, but a canceled one may be billed again, once.
alter table bill
  add column rebills_id uuid constraint fk_bill_rebills references bill constraint ux_bill_rebilled_once unique,
  drop constraint ux_bill_account_period;
create unique index ux_bill_account_period on bill (customer_account_id, period_from) where rebills_id is null;

-- The bill before is the one with the number before.
create index ix_bill_account_number on bill (customer_account_id, number desc);

create function bill_rebills_a_canceled() returns trigger language plpgsql as $$
begin
  if new.rebills_id is not null and not exists (
    select from bill b join bill_cancellation c on c.bill_id = b.id
    where b.id = new.rebills_id and b.customer_account_id = new.customer_account_id
      and b.period_from = new.period_from) then
    raise exception 'Bill % is not a canceled bill of this account and period.', new.rebills_id
      using errcode = 'check_violation', constraint = 'ck_bill_rebills_a_canceled', table = 'bill';
  end if;
  return new;
end $$;
create trigger tr_bill_rebills_a_canceled before insert on bill
  for each row when (new.rebills_id is not null) execute function bill_rebills_a_canceled();

-- An act that is too large for one person waits here for another.
create table approval_request (
  id uuid primary key,
  kind text not null constraint ck_approval_request_kind check (length(kind) > 0),
  customer_account_id uuid not null constraint fk_approval_request_customer_account references customer_account,
  amount_cents bigint not null constraint ck_approval_request_amount check (amount_cents >= 0),
  -- The act's request as JSON.
  document jsonb not null,
  asked_by text not null,
  asked_at timestamptz not null
);
create index ix_approval_request_asked on approval_request (asked_at);

create table approval_decision (
  request_id uuid primary key constraint fk_approval_decision_request references approval_request,
  decision text not null constraint ck_approval_decision_decision check (decision in ('approved', 'declined')),
  note text not null,
  decided_by text not null,
  decided_at timestamptz not null
);

create function approval_decision_has_second_person() returns trigger language plpgsql as $$
begin
  if exists (select from approval_request where id = new.request_id and asked_by = new.decided_by) then
    raise exception 'Request % is decided by whoever made it.', new.request_id
      using errcode = 'check_violation', constraint = 'ck_approval_decision_second_person', table = 'approval_decision';
  end if;
  return new;
end $$;
create trigger tr_approval_decision_has_second_person before insert on approval_decision
  for each row execute function approval_decision_has_second_person();

-- Above the rule's limit for its kind, an adjustment names a second person. No limit in the rule: none needed.
create function adjustment_has_second_person() returns trigger language plpgsql as $$
begin
  if new.approved_by is null and new.reverses_id is null
     and new.amount_cents > (money_rule_on('adjustments', new.posted_on) -> 'limits' ->> new.kind)::bigint then
    raise exception 'An adjustment of % cents needs a second person.', new.amount_cents
      using errcode = 'check_violation', constraint = 'ck_adjustment_limit', table = 'adjustment';
  end if;
  return new;
end $$;
create trigger tr_adjustment_has_second_person before insert on adjustment
  for each row execute function adjustment_has_second_person();

create trigger tr_money_rule_append_only before update or delete on money_rule
  for each row execute function append_only();
create trigger tr_money_rule_release_append_only before update or delete on money_rule_release
  for each row execute function append_only();
create trigger tr_adjustment_append_only before update or delete on adjustment
  for each row execute function append_only();
create trigger tr_adjustment_no_truncate before truncate on adjustment
  for each statement execute function append_only();
create trigger tr_adjustment_line_append_only before update or delete on adjustment_line
  for each row execute function append_only();
create trigger tr_bill_adjustment_append_only before update or delete on bill_adjustment
  for each row execute function append_only();
create trigger tr_bill_cancellation_append_only before update or delete on bill_cancellation
  for each row execute function append_only();
create trigger tr_approval_request_append_only before update or delete on approval_request
  for each row execute function append_only();
create trigger tr_approval_decision_append_only before update or delete on approval_decision
  for each row execute function append_only();

insert into gl_account (code, name, kind) values
  ('2110', 'Customer deposits', 'liability'),
  ('4120', 'Returned item fees', 'revenue'),
  ('4130', 'Reconnect and service fees', 'revenue'),
  ('5130', 'Interest on customer deposits', 'expense');

-- What the city starts with; a newer version replaces it when a second person releases it.
insert into money_rule (id, kind, effective_on, document, made_by, made_at) values
  ('01300000-0000-7000-8000-000000000001', 'adjustments', '2000-01-01', '{
    "limits": {"correction": 5000, "bill_canceled": 50000, "fee": 10000, "returned_item": 10000, "waiver": 2500,
      "leak": 20000, "security_deposit": 50000},
    "due_days": 21, "correction_months": 12,
    "reasons": [
      {"code": "billing_error", "en": "Correction of a billing error", "es": "Corrección de un error de facturación"},
      {"code": "meter_error", "en": "Correction of a meter reading", "es": "Corrección de una lectura del medidor"},
      {"code": "rate_error", "en": "Correction of a rate", "es": "Corrección de una tarifa"},
      {"code": "courtesy", "en": "Courtesy credit", "es": "Crédito de cortesía"},
      {"code": "court_order", "en": "Order of a court", "es": "Orden de un tribunal"},
      {"code": "other", "en": "Correction", "es": "Corrección"}]}', 'system:city', '2000-01-01');
insert into money_rule_release (rule_id, released_by, released_at) values
  ('01300000-0000-7000-8000-000000000001', 'system:setup', '2000-01-01');
