-- Adjustments of a CSV file: checked whole, released by a second person, posted row by row.
create table adjustment_batch (
  id uuid primary key,
  operation_id uuid not null constraint ux_adjustment_batch_operation unique,
  file_name text not null,
  sha256 bytea not null constraint ck_adjustment_batch_sha256 check (length(sha256) = 32),
  state text not null constraint ck_adjustment_batch_state
    check (state in ('checked', 'refused', 'released', 'stopped', 'done', 'discarded')),
  row_count integer not null default 0,
  fault_count integer not null default 0,
  charges_cents bigint not null default 0,
  credits_cents bigint not null default 0,
  uploaded_at timestamptz not null,
  uploaded_by text not null,
  released_at timestamptz,
  released_by text constraint ck_adjustment_batch_second_person check (released_by <> uploaded_by),
  -- The city's day of it, by which the rule is found.
  released_on date,
  done_at timestamptz,
  constraint ck_adjustment_batch_released check ((state in ('released', 'stopped', 'done')) = (released_at is not null)
    and (released_at is null) = (released_by is null) and (released_at is null) = (released_on is null)),
  constraint ck_adjustment_batch_done check ((state = 'done') = (done_at is not null))
);
-- The same file is posted once, under whatever name it comes.
create unique index ux_adjustment_batch_once on adjustment_batch (sha256) where state in ('released', 'stopped', 'done');
create index ix_adjustment_batch_work on adjustment_batch (released_at) where state = 'released';

create table adjustment_batch_fault (
  batch_id uuid not null constraint fk_adjustment_batch_fault_batch references adjustment_batch,
  no integer not null,
  line bigint not null,
  key text not null,
  fault_values text[] not null,
  primary key (batch_id, no)
);

create table adjustment_batch_row (
  -- Also the operation that posts it: a row is posted once.
  id uuid primary key,
  batch_id uuid not null constraint fk_adjustment_batch_row_batch references adjustment_batch,
  line bigint not null,
  customer_account_id uuid not null constraint fk_adjustment_batch_row_account references customer_account,
  open_item_id uuid not null constraint fk_adjustment_batch_row_item references open_item,
  fund text not null,
  gl_account text not null,
  reason text not null,
  -- Below zero for a credit.
  amount_cents bigint not null constraint ck_adjustment_batch_row_amount check (amount_cents <> 0),
  note text not null constraint ck_adjustment_batch_row_note check (length(btrim(note)) between 1 and 500),
  outcome text not null constraint ck_adjustment_batch_row_outcome check (outcome in ('waiting', 'posted', 'refused')),
  adjustment_id uuid constraint fk_adjustment_batch_row_adjustment references adjustment
    constraint ux_adjustment_batch_row_adjustment unique,
  -- Why it was refused: a sentence of the refusals and what fills it.
  why text,
  why_values text[],
  done_at timestamptz,
  constraint ux_adjustment_batch_row_line unique (batch_id, line),
  constraint ck_adjustment_batch_row_posted check ((outcome = 'posted') = (adjustment_id is not null)),
  constraint ck_adjustment_batch_row_refused check ((outcome = 'refused') = (why is not null)),
  constraint ck_adjustment_batch_row_done check ((outcome = 'waiting') = (done_at is null))
);
create index ix_adjustment_batch_row_work on adjustment_batch_row (batch_id, line) where outcome = 'waiting';
create index ix_adjustment_batch_row_account on adjustment_batch_row (customer_account_id);

create function adjustment_batch_keeps_what_came() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - array['state', 'released_at', 'released_by', 'released_on', 'done_at']
      <> to_jsonb(old) - array['state', 'released_at', 'released_by', 'released_on', 'done_at']
    or old.released_at is not null
      and (new.released_at, new.released_by, new.released_on) is distinct from (old.released_at, old.released_by, old.released_on)
    or (old.state, new.state) not in (('checked', 'released'), ('checked', 'discarded'), ('refused', 'discarded'),
      ('released', 'stopped'), ('stopped', 'released'), ('released', 'done')) and old.state <> new.state then
    raise exception 'A file of adjustments keeps what came, and goes from % to % not.', old.state, new.state
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'adjustment_batch';
  end if;
  if old.released_at is null and new.released_at is not null then
    if exists (select from adjustment_batch_row r where r.batch_id = new.id
        and is_own_account(new.released_by, r.customer_account_id)) then
      raise exception 'Nobody releases adjustments of an account of their own.'
        using errcode = 'check_violation', constraint = 'ck_adjustment_batch_own_account', table = 'adjustment_batch';
    end if;
    if exists (select from staff_member s where 'staff:' || s.user_id = new.released_by)
        and coalesce(staff_reach(new.released_by), 0)
          < approval_rank('AdjustAccount', new.charges_cents + new.credits_cents, new.released_on) then
      raise exception 'So much is released by a higher role.'
        using errcode = 'check_violation', constraint = 'ck_adjustment_batch_band', table = 'adjustment_batch';
    end if;
  end if;
  return new;
end $$;
create trigger tr_adjustment_batch_keeps_what_came before update on adjustment_batch
  for each row execute function adjustment_batch_keeps_what_came();
create trigger tr_adjustment_batch_no_delete before delete on adjustment_batch
  for each row execute function append_only();
create trigger tr_adjustment_batch_fault_append_only before update or delete on adjustment_batch_fault
  for each row execute function append_only();

create function adjustment_batch_row_keeps_what_came() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if exists (select from adjustment_batch b where b.id = old.batch_id and b.released_at is not null) then
      raise exception 'What was released stays.'
        using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'adjustment_batch_row';
    end if;
    return old;
  end if;
  if old.done_at is not null
    or to_jsonb(new) - array['outcome', 'adjustment_id', 'why', 'why_values', 'done_at']
      <> to_jsonb(old) - array['outcome', 'adjustment_id', 'why', 'why_values', 'done_at'] then
    raise exception 'What the file said stays, and what is done is done.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'adjustment_batch_row';
  end if;
  if new.outcome = 'posted' and not exists (select from adjustment a join adjustment_batch b on b.id = new.batch_id
      where a.id = new.adjustment_id and a.operation_id = new.id and b.state = 'released'
        and a.customer_account_id = new.customer_account_id and a.amount_cents = abs(new.amount_cents)
        and a.side = case when new.amount_cents < 0 then 'credit' else 'debit' end) then
    raise exception 'Row % was not posted as it was released.', new.line
      using errcode = 'check_violation', constraint = 'ck_adjustment_batch_row_as_released',
        table = 'adjustment_batch_row';
  end if;
  return new;
end $$;
create trigger tr_adjustment_batch_row_keeps_what_came before update or delete on adjustment_batch_row
  for each row execute function adjustment_batch_row_keeps_what_came();

-- Who released a file approved each of its rows.
create or replace function adjustment_was_approved(made adjustment) returns boolean language sql stable as $$
  select was_approved(made.operation_id, made.customer_account_id, made.approved_by)
    or made.kind = 'correction' and made.side = 'credit' and made.reason = 'true_up' and exists (
      select from bill_run r
      join bill_run_item i on i.run_id = r.id and i.customer_account_id = made.customer_account_id
      where r.id = made.operation_id and r.released_by = made.approved_by
        and r.released_by <> r.prepared_by and r.bill_on = made.posted_on)
    or made.kind = 'correction' and exists (
      select from adjustment_batch_row w join adjustment_batch b on b.id = w.batch_id
      where w.id = made.operation_id and w.customer_account_id = made.customer_account_id
        and b.released_by = made.approved_by and b.uploaded_by = made.posted_by)
$$;
