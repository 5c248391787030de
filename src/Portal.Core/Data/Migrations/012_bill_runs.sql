-- The calendar of billing and the bill run: preflight, preview, release by a second person, issue in chunks.
create table billing_period (
  id uuid primary key,
  billing_cycle text not null constraint fk_billing_period_billing_cycle references billing_cycle,
  period_from date not null,
  -- Day of the closing read: itself not billed.
  period_to date not null,
  bill_on date not null,
  due_on date not null,
  constraint ux_billing_period_cycle_from unique (billing_cycle, period_from),
  constraint ck_billing_period_days check (period_from < period_to and period_to <= bill_on),
  -- Roseville CA code 14.04: not less than 21 days to pay.
  constraint ck_billing_period_days_to_pay check (due_on >= bill_on + 21)
);

-- One run of one period. accounts and done are its progress; who holds the lease carries it.
create table bill_run (
  id uuid primary key,
  billing_period_id uuid not null constraint fk_bill_run_billing_period references billing_period,
  state text not null constraint ck_bill_run_state
    check (state in ('previewing', 'previewed', 'issuing', 'issued', 'abandoned')),
  bill_on date not null,
  due_on date not null,
  prepared_by text not null,
  prepared_at timestamptz not null,
  accounts integer not null default 0 constraint ck_bill_run_accounts check (accounts >= 0),
  done integer not null default 0 constraint ck_bill_run_done check (done between 0 and accounts),
  stopped_at timestamptz,
  stopped_by text,
  previewed_at timestamptz,
  -- Of every account's fingerprint: what the second person approves.
  digest bytea,
  released_by text,
  released_at timestamptz,
  ended_at timestamptz,
  lease_by uuid,
  lease_until timestamptz,
  constraint ck_bill_run_days_to_pay check (due_on >= bill_on + 21),
  constraint ck_bill_run_second_person check (released_by <> prepared_by),
  constraint ck_bill_run_released_has_who check ((released_by is null) = (released_at is null)),
  constraint ck_bill_run_issued_was_released check (state not in ('issuing', 'issued') or released_at is not null),
  constraint ck_bill_run_previewed_has_digest check (state not in ('previewed', 'issuing', 'issued') or digest is not null),
  constraint ck_bill_run_ended_has_when check ((state in ('issued', 'abandoned')) = (ended_at is not null)),
  constraint ck_bill_run_stopped_has_who check ((stopped_at is null) = (stopped_by is null))
);
create unique index ux_bill_run_one_open on bill_run (billing_period_id) where state not in ('issued', 'abandoned');
create index ix_bill_run_waiting on bill_run (prepared_at)
  where state in ('previewing', 'issuing') and stopped_at is null;

-- What is priced and issued in one transaction: some thousand accounts in the order of their ids.
create table bill_run_chunk (
  run_id uuid not null constraint fk_bill_run_chunk_run references bill_run,
  no integer not null constraint ck_bill_run_chunk_no check (no > 0),
  account_ids uuid[] not null,
  previewed_at timestamptz,
  issued_at timestamptz,
  primary key (run_id, no),
  constraint ck_bill_run_chunk_issued_was_previewed check (issued_at is null or previewed_at is not null)
);

-- One account in a run: what it would be billed, and what became of it. An account is in a run once.
create table bill_run_item (
  run_id uuid not null constraint fk_bill_run_item_run references bill_run,
  customer_account_id uuid not null constraint fk_bill_run_item_customer_account references customer_account,
  state text not null constraint ck_bill_run_item_state check (state in ('ready', 'blocked', 'held', 'issued')),
  customer_class text not null constraint ck_bill_run_item_customer_class
    check (customer_class in ('residential', 'multifamily', 'business', 'public', 'irrigation')),
  total_cents bigint not null constraint ck_bill_run_item_total check (total_cents >= 0),
  -- New charges of the bill before; null on the first.
  previous_cents bigint,
  -- What the account would owe in all.
  due_cents bigint not null,
  -- Cents by service: {"water": 4129}.
  by_service jsonb not null,
  flags text[] not null default '{}',
  fingerprint bytea not null,
  bill_id uuid constraint fk_bill_run_item_bill references bill constraint ux_bill_run_item_bill unique,
  primary key (run_id, customer_account_id),
  constraint ck_bill_run_item_issued_has_bill check ((state = 'issued') = (bill_id is not null))
) with (fillfactor = 70);

-- What preflight, preview and issue found. A finding that blocks holds its account and no other.
create table bill_run_finding (
  run_id uuid not null constraint fk_bill_run_finding_run references bill_run,
  -- Null when it concerns the whole run.
  customer_account_id uuid constraint fk_bill_run_finding_customer_account references customer_account,
  code text not null constraint ck_bill_run_finding_code check (code in (
    'missing_cycle', 'unbilled', 'double_month', 'rate_version', 'days_outlier', 'closed_with_use', 'no_rate',
    'no_address', 'missing_read', 'held_read', 'part_period', 'negative_use', 'no_service', 'changed')),
  blocks boolean not null,
  -- What fills the sentence's places.
  detail text[] not null default '{}'
);
create index ix_bill_run_finding_run on bill_run_finding (run_id, code);
create index ix_bill_run_finding_account on bill_run_finding (run_id, customer_account_id);

-- Counted once when the preview is complete.
create table bill_run_total (
  run_id uuid not null constraint fk_bill_run_total_run references bill_run,
  customer_class text not null,
  service text not null,
  bills integer not null,
  cents bigint not null,
  primary key (run_id, customer_class, service)
);

-- The place a line is for, where it is not the one the account is named for.
alter table bill_line add column premise_id uuid constraint fk_bill_line_premise references premise;

-- Bills on paper: the queue of what is to be printed, in postal order.
create table print_batch (
  id uuid primary key,
  run_id uuid constraint fk_print_batch_run references bill_run,
  no integer not null constraint ck_print_batch_no check (no > 0),
  bills integer not null constraint ck_print_batch_bills check (bills > 0),
  pages integer not null constraint ck_print_batch_pages check (pages >= bills),
  pdf bytea not null,
  -- sequence, account, bill, pages, sha256: one line for each bill.
  manifest text not null,
  made_at timestamptz not null,
  constraint ux_print_batch_run_no unique (run_id, no)
);
create table bill_print (
  bill_id uuid primary key constraint fk_bill_print_bill references bill,
  run_id uuid constraint fk_bill_print_run references bill_run,
  -- ZIP, then route and place on it, or the address.
  postal_order text not null,
  batch_id uuid constraint fk_bill_print_batch references print_batch,
  queued_at timestamptz not null
);
create index ix_bill_print_waiting on bill_print (run_id, postal_order, bill_id) where batch_id is null;

create trigger tr_print_batch_append_only before update or delete on print_batch
  for each row execute function append_only();
create trigger tr_bill_run_no_delete before delete on bill_run for each row execute function append_only();
create trigger tr_bill_run_item_no_delete before delete on bill_run_item for each row execute function append_only();
