-- Files in which a bank tells what came back (Nacha addenda 99) or is to be changed (98): checked, shown, then booked.
create table bank_file (
  id uuid primary key,
  operation_id uuid not null constraint ux_bank_file_operation unique,
  file_name text not null,
  sha256 bytea not null constraint ck_bank_file_sha256 check (length(sha256) = 32),
  bytes bigint not null,
  -- The day the bank made it, when its header says one.
  made_on date,
  state text not null constraint ck_bank_file_state
    check (state in ('checked', 'refused', 'confirmed', 'done', 'discarded')),
  entries bigint not null default 0,
  debit_cents bigint not null default 0,
  credit_cents bigint not null default 0,
  fault_count bigint not null default 0,
  uploaded_at timestamptz not null,
  uploaded_by text not null,
  confirmed_at timestamptz,
  confirmed_by text,
  done_at timestamptz,
  constraint ck_bank_file_confirmed check ((state in ('confirmed', 'done')) = (confirmed_at is not null)
    and (confirmed_at is null) = (confirmed_by is null)),
  constraint ck_bank_file_done check ((state = 'done') = (done_at is not null))
);
-- The same file is booked once, under whatever name it comes.
create unique index ux_bank_file_once on bank_file (sha256) where state in ('confirmed', 'done');
create index ix_bank_file_confirmed on bank_file (confirmed_at) where state = 'confirmed';

create table bank_file_fault (
  bank_file_id uuid not null constraint fk_bank_file_fault_file references bank_file,
  no integer not null,
  line bigint not null,
  key text not null,
  fault_values text[] not null,
  primary key (bank_file_id, no)
);

create table bank_file_row (
  -- Also the operation that books it: a row is booked once.
  id uuid primary key,
  bank_file_id uuid not null constraint fk_bank_file_row_file references bank_file,
  line bigint not null,
  news text not null constraint ck_bank_file_row_news
    check (news in ('return', 'change', 'refused_change', 'dishonored')),
  code text not null,
  original_trace text not null,
  amount_cents bigint not null constraint ck_bank_file_row_amount check (amount_cents >= 0),
  is_debit boolean not null,
  name text not null,
  number text not null,
  last_four text not null constraint ck_bank_file_row_last_four check (length(last_four) <= 4),
  -- Of what a change says is right, no more than four letters of an account are kept (decision 0046).
  corrected text not null,
  outcome text not null constraint ck_bank_file_row_outcome
    check (outcome in ('matched', 'unmatched', 'already', 'shown', 'change', 'booked', 'told', 'closed')),
  payment_id uuid constraint fk_bank_file_row_payment references payment,
  -- Why it was not booked, a sentence of the refusals.
  why text,
  done_at timestamptz,
  done_by text,
  note text constraint ck_bank_file_row_note check (length(btrim(note)) between 1 and 500),
  constraint ux_bank_file_row_line unique (bank_file_id, line),
  constraint ck_bank_file_row_booked check (outcome not in ('matched', 'booked') or payment_id is not null),
  constraint ck_bank_file_row_done check ((outcome in ('booked', 'told', 'closed')) = (done_at is not null)
    and (done_at is null) = (done_by is null)),
  constraint ck_bank_file_row_closed check (outcome <> 'closed' or note is not null)
);
create index ix_bank_file_row_work on bank_file_row (bank_file_id) where outcome in ('matched', 'change');
create index ix_bank_file_row_queue on bank_file_row (id) where outcome = 'unmatched';
create index ix_bank_file_row_trace on bank_file_row (original_trace);
create index ix_bank_file_row_payment on bank_file_row (payment_id) where payment_id is not null;
create function bank_file_row_keeps_what_came() returns trigger language plpgsql as $$
begin
  if old.done_at is not null or to_jsonb(new) - array['outcome', 'payment_id', 'why', 'done_at', 'done_by', 'note']
      <> to_jsonb(old) - array['outcome', 'payment_id', 'why', 'done_at', 'done_by', 'note'] then
    raise exception 'What the bank said stays, and what is done is done.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'bank_file_row';
  end if;
  return new;
end $$;
create trigger tr_bank_file_row_keeps_what_came before update on bank_file_row
  for each row execute function bank_file_row_keeps_what_came();
