-- Security deposits: money held for a customer, a liability (2110) until it is returned or applied to a final bill.

-- That a customer must leave a deposit. It stands until it is paid or dropped.
create table deposit_demand (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_deposit_demand_customer_account references customer_account,
  cause text not null constraint ck_deposit_demand_cause check (cause in
    ('new_service', 'cut_off', 'missed_payments', 'returned_item', 'bankruptcy')),
  amount_cents bigint not null constraint ck_deposit_demand_amount check (amount_cents > 0),
  -- The most that could be asked for that day: the estimated bills of so many months.
  most_cents bigint not null,
  note text not null,
  demanded_on date not null,
  demanded_at timestamptz not null,
  demanded_by text not null,
  constraint ck_deposit_demand_within_estimate check (amount_cents <= most_cents)
);
create index ix_deposit_demand_account on deposit_demand (customer_account_id);

-- One that was not paid, given up: good history, a letter of credit.
create table deposit_demand_drop (
  demand_id uuid primary key constraint fk_deposit_demand_drop_demand references deposit_demand,
  reason text not null constraint ck_deposit_demand_drop_reason check (length(trim(reason)) > 0),
  dropped_at timestamptz not null,
  dropped_by text not null
);

create table security_deposit (
  id uuid primary key,
  -- Whose it is now: a move takes it along.
  customer_account_id uuid not null constraint fk_security_deposit_customer_account references customer_account,
  demand_id uuid constraint fk_security_deposit_demand references deposit_demand
    constraint ux_security_deposit_demand unique,
  amount_cents bigint not null constraint ck_security_deposit_amount check (amount_cents between 1 and 99999999),
  fund text not null constraint fk_security_deposit_fund references fund,
  tender text not null constraint ck_security_deposit_tender check (tender in
    ('cash', 'check', 'money_order', 'cashiers_check', 'card', 'bank_debit', 'wire', 'lockbox', 'security_deposit')),
  document text,
  taken_on date not null
);
create index ix_security_deposit_account on security_deposit (customer_account_id);

-- What happened to a deposit, each with its entry in the ledger. What is held is taken and interest less the rest.
create table deposit_movement (
  id uuid primary key,
  deposit_id uuid not null constraint fk_deposit_movement_deposit references security_deposit,
  operation_id uuid not null,
  kind text not null constraint ck_deposit_movement_kind check (kind in ('taken', 'interest', 'applied', 'returned')),
  amount_cents bigint not null constraint ck_deposit_movement_amount check (amount_cents > 0),
  -- Of interest, the first and last day it is for.
  from_on date,
  moved_on date not null,
  moved_at timestamptz not null,
  moved_by text not null,
  approved_by text constraint ck_deposit_movement_second_person check (approved_by <> moved_by),
  journal_entry_id uuid not null constraint fk_deposit_movement_journal_entry references journal_entry
    constraint ux_deposit_movement_journal_entry unique,
  -- The customer's money it became.
  payment_id uuid constraint fk_deposit_movement_payment references payment
    constraint ux_deposit_movement_payment unique,
  constraint ux_deposit_movement_operation unique (operation_id, deposit_id, kind),
  constraint ck_deposit_movement_becomes_payment check (
    (payment_id is not null) = (kind in ('applied', 'returned'))),
  constraint ck_deposit_movement_interest_has_days check (
    (from_on is not null) = (kind = 'interest') and (from_on is null or from_on < moved_on))
);
create unique index ux_deposit_movement_taken_once on deposit_movement (deposit_id) where kind = 'taken';
create unique index ux_deposit_movement_given_up_once on deposit_movement (deposit_id)
  where kind in ('applied', 'returned');

create table deposit_transfer (
  id uuid primary key,
  deposit_id uuid not null constraint fk_deposit_transfer_deposit references security_deposit,
  from_account_id uuid not null constraint fk_deposit_transfer_from references customer_account,
  to_account_id uuid not null constraint fk_deposit_transfer_to references customer_account,
  transferred_on date not null,
  transferred_at timestamptz not null,
  transferred_by text not null,
  constraint ck_deposit_transfer_moves check (from_account_id <> to_account_id)
);
create index ix_deposit_transfer_deposit on deposit_transfer (deposit_id);

-- A deposit is given up whole, and above the rule's limit by two people.
create function deposit_movement_is_sound() returns trigger language plpgsql as $$
declare
  held bigint;
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
  if new.kind = 'returned' and new.approved_by is null and new.amount_cents >
     (money_rule_on('security_deposits', new.moved_on) ->> 'return_limit_cents')::bigint then
    raise exception 'A return of % cents needs a second person.', new.amount_cents
      using errcode = 'check_violation', constraint = 'ck_deposit_movement_return_limit', table = 'deposit_movement';
  end if;
  return new;
end $$;
create trigger tr_deposit_movement_is_sound before insert on deposit_movement
  for each row execute function deposit_movement_is_sound();

-- Only whose a deposit is changes.
create function security_deposit_keeps_what_happened() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or to_jsonb(new) - 'customer_account_id' <> to_jsonb(old) - 'customer_account_id' then
    raise exception 'Of a deposit only the account changes.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'security_deposit';
  end if;
  return new;
end $$;
create trigger tr_security_deposit_keeps_what_happened before update or delete on security_deposit
  for each row execute function security_deposit_keeps_what_happened();

-- The customer's money that a deposit became: its payment is not taken back, the deposit is gone.
alter table payment drop constraint ck_payment_tender,
  add constraint ck_payment_tender check (tender in
    ('cash', 'check', 'money_order', 'cashiers_check', 'card', 'bank_debit', 'wire', 'lockbox', 'security_deposit'));

create function payment_reversal_is_of_money() returns trigger language plpgsql as $$
begin
  if exists (select from payment where id = new.payment_id and tender = 'security_deposit') then
    raise exception 'Payment % was a security deposit.', new.payment_id
      using errcode = 'check_violation', constraint = 'ck_payment_reversal_of_money', table = 'payment_reversal';
  end if;
  return new;
end $$;
create trigger tr_payment_reversal_is_of_money before insert on payment_reversal
  for each row execute function payment_reversal_is_of_money();

create trigger tr_deposit_demand_append_only before update or delete on deposit_demand
  for each row execute function append_only();
create trigger tr_deposit_demand_drop_append_only before update or delete on deposit_demand_drop
  for each row execute function append_only();
create trigger tr_deposit_movement_append_only before update or delete on deposit_movement
  for each row execute function append_only();
create trigger tr_deposit_transfer_append_only before update or delete on deposit_transfer
  for each row execute function append_only();

-- The city starts with Roseville's two months' bills and one year, Palestine's conditions, and 2 percent.
insert into money_rule (id, kind, effective_on, document, made_by, made_at) values
  ('02200000-0000-7000-8000-000000000001', 'security_deposits', '2000-01-01', '{
    "fund": "510", "return_limit_cents": 25000, "months": 12, "late_payments": 2, "returned_items": 0, "cut_offs": 0,
    "missed_payments": 2, "waived_after_good_months": 12,
    "classes": [{"kind": "residential", "months": 2, "usual_cents": 15000},
      {"kind": "business", "months": 2, "usual_cents": 30000}],
    "interest": [{"from": "2000-01-01", "percent": 2}]}', 'system:city', '2000-01-01');
insert into money_rule_release (rule_id, released_by, released_at) values
  ('02200000-0000-7000-8000-000000000001', 'system:setup', '2000-01-01');
