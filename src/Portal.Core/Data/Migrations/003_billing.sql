-- Rates, reads, bills and what is owed line by line.
create table rate_schedule (
  id uuid primary key,
  code text not null,
  effective_on date not null,
  document jsonb not null,
  created_at timestamptz not null,
  constraint ux_rate_schedule_code_effective unique (code, effective_on)
);

create table meter_read (
  id uuid primary key,
  service_point_id uuid not null constraint fk_meter_read_service_point references service_point,
  read_on date not null,
  reading numeric(14, 4) not null constraint ck_meter_read_reading check (reading >= 0),
  kind text not null constraint ck_meter_read_kind check (kind in ('actual', 'estimated')),
  constraint ux_meter_read_point_day unique (service_point_id, read_on)
);

-- Numbers without gaps: the next one is taken under this row's lock, in the transaction that uses it.
create table number_series (
  name text primary key,
  next bigint not null constraint ck_number_series_next check (next > 0)
);
insert into number_series (name, next) values ('bill', 1);

create table bill (
  id uuid primary key,
  number bigint not null constraint ux_bill_number unique,
  customer_account_id uuid not null constraint fk_bill_customer_account references customer_account,
  period_from date not null,
  period_to date not null,
  issued_on date not null,
  due_on date not null,
  previous_balance_cents bigint not null,
  payments_cents bigint not null,
  adjustments_cents bigint not null,
  new_charges_cents bigint not null constraint ck_bill_new_charges check (new_charges_cents >= 0),
  total_due_cents bigint not null,
  journal_entry_id uuid constraint fk_bill_journal_entry references journal_entry
    constraint ux_bill_journal_entry unique,
  issued_at timestamptz not null,
  constraint ck_bill_adds_up
    check (total_due_cents = previous_balance_cents - payments_cents + adjustments_cents + new_charges_cents),
  constraint ck_bill_period check (period_from < period_to),
  constraint ck_bill_due_after_issue check (due_on >= issued_on),
  constraint ck_bill_charges_are_posted check ((new_charges_cents > 0) = (journal_entry_id is not null)),
  constraint ux_bill_account_period unique (customer_account_id, period_from)
);
create index ix_bill_account_issued on bill (customer_account_id, issued_on desc);

create table bill_line (
  bill_id uuid not null constraint fk_bill_line_bill references bill,
  no integer not null constraint ck_bill_line_no check (no > 0),
  charge_code text not null,
  charge_kind text not null constraint ck_bill_line_charge_kind
    check (charge_kind in ('service', 'tax', 'penalty', 'fee')),
  service text not null constraint ck_bill_line_service check (service in ('water', 'sewer', 'refuse')),
  from_on date not null,
  to_on date not null,
  quantity numeric(18, 8),
  unit text,
  amount_cents bigint not null constraint ck_bill_line_amount check (amount_cents >= 0),
  fund text not null constraint fk_bill_line_fund references fund,
  credit_gl_account text not null constraint fk_bill_line_gl_account references gl_account,
  -- All that is needed to say in words how the amount came about: LineExplanation.
  explanation jsonb not null,
  primary key (bill_id, no)
);

-- The reads behind a bill, frozen with it.
create table bill_read (
  bill_id uuid not null constraint fk_bill_read_bill references bill,
  service_point_id uuid not null constraint fk_bill_read_service_point references service_point,
  meter_number text not null,
  previous_read_on date not null,
  previous_reading numeric(14, 4) not null,
  previous_kind text not null constraint ck_bill_read_previous_kind check (previous_kind in ('actual', 'estimated')),
  current_read_on date not null,
  current_reading numeric(14, 4) not null,
  current_kind text not null constraint ck_bill_read_current_kind check (current_kind in ('actual', 'estimated')),
  used numeric(14, 4) not null constraint ck_bill_read_used check (used >= 0),
  unit text not null,
  primary key (bill_id, service_point_id)
);

-- One receivable per bill line. open_cents is written only under the customer account's lock.
create table open_item (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_open_item_customer_account references customer_account,
  bill_id uuid not null,
  bill_line_no integer not null,
  charge_kind text not null constraint ck_open_item_charge_kind
    check (charge_kind in ('service', 'tax', 'penalty', 'fee')),
  service text not null constraint ck_open_item_service check (service in ('water', 'sewer', 'refuse')),
  fund text not null constraint fk_open_item_fund references fund,
  billed_on date not null,
  due_on date not null,
  amount_cents bigint not null constraint ck_open_item_amount_positive check (amount_cents > 0),
  open_cents bigint not null,
  constraint ck_open_item_open_within_amount check (open_cents between 0 and amount_cents),
  constraint ux_open_item_bill_line unique (bill_id, bill_line_no),
  constraint fk_open_item_bill_line foreign key (bill_id, bill_line_no) references bill_line (bill_id, no)
);
create index ix_open_item_account_open on open_item (customer_account_id, due_on) where open_cents > 0;

create trigger tr_bill_append_only before update or delete on bill for each row execute function append_only();
create trigger tr_bill_line_append_only before update or delete on bill_line
  for each row execute function append_only();
create trigger tr_bill_read_append_only before update or delete on bill_read
  for each row execute function append_only();
create trigger tr_open_item_no_delete before delete on open_item for each row execute function append_only();
