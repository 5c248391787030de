-- Bills on paper: what waits in the queue is taken by a print run, put into postal order, and written as batches, each
-- one PDF with its manifest. Nothing had been printed before.
alter table bill_print drop column batch_id;
drop table print_batch;

create table print_run (
  -- Made with the form that started it: the same id is the same run.
  id uuid primary key,
  -- Of this bill run only; null for all that waited.
  bill_run_id uuid constraint fk_print_run_bill_run references bill_run,
  state text not null default 'printing' constraint ck_print_run_state check (state in ('printing', 'printed')),
  bills integer not null constraint ck_print_run_bills check (bills > 0),
  started_by text not null,
  started_at timestamptz not null,
  stopped_at timestamptz,
  stopped_by text,
  ended_at timestamptz,
  lease_by uuid,
  lease_until timestamptz,
  constraint ck_print_run_ended_has_when check ((state = 'printed') = (ended_at is not null)),
  constraint ck_print_run_stopped_has_who check ((stopped_at is null) = (stopped_by is null))
);
create index ix_print_run_waiting on print_run (started_at) where state = 'printing' and stopped_at is null;

create table print_batch (
  id uuid primary key,
  print_run_id uuid not null constraint fk_print_batch_print_run references print_run,
  number integer not null generated always as identity constraint ux_print_batch_number unique,
  post text not null constraint ck_print_batch_post check (post in ('domestic', 'abroad', 'incomplete')),
  state text not null default 'prepared'
    constraint ck_print_batch_state check (state in ('prepared', 'downloaded', 'mailed', 'replaced')),
  bills integer not null constraint ck_print_batch_bills check (bills > 0),
  pages integer not null constraint ck_print_batch_pages check (pages >= bills),
  -- What its bills ask for in all; a bill that asks for nothing counts nothing.
  total_cents bigint not null constraint ck_print_batch_total check (total_cents >= 0),
  file_bytes bigint not null constraint ck_print_batch_file_bytes check (file_bytes > 0),
  made_at timestamptz not null,
  downloaded_at timestamptz,
  downloaded_by text,
  -- The day on which the post took it.
  mailed_on date,
  mailed_at timestamptz,
  mailed_by text,
  replaced_at timestamptz,
  replaced_by text,
  replaced_why text,
  constraint ck_print_batch_downloaded_has_who check ((downloaded_at is null) = (downloaded_by is null)),
  constraint ck_print_batch_mailed_was_downloaded check (mailed_at is null or downloaded_at is not null),
  constraint ck_print_batch_mailed_has_who
    check (num_nulls(mailed_at, mailed_on, mailed_by) in (0, 3)),
  constraint ck_print_batch_replaced_has_why
    check (num_nulls(replaced_at, replaced_by, replaced_why) in (0, 3)),
  constraint ck_print_batch_state_has_when check (
    (state <> 'prepared' or downloaded_at is null) and (state <> 'downloaded' or downloaded_at is not null)
    and (state = 'replaced' or (state = 'mailed') = (mailed_at is not null))
    and (state = 'replaced') = (replaced_at is not null))
);
create index ix_print_batch_print_run on print_batch (print_run_id, number);
alter table print_run add column reprints_id uuid constraint fk_print_run_reprints references print_batch;
create unique index ux_print_run_reprints on print_run (reprints_id);

-- The file of a batch, cut up so that nobody has to hold it whole.
create table print_batch_piece (
  batch_id uuid not null constraint fk_print_batch_piece_batch references print_batch deferrable initially deferred,
  no integer not null constraint ck_print_batch_piece_no check (no > 0),
  content bytea not null constraint ck_print_batch_piece_content check (length(content) > 0),
  primary key (batch_id, no)
);
alter table print_batch_piece alter column content set storage external;

alter table bill_print
  -- Taken out of the queue by this run, until the bill goes back into it.
  add column print_run_id uuid constraint fk_bill_print_print_run references print_run,
  -- Sorted by the run: how it goes to the post.
  add column post text constraint ck_bill_print_post check (post in ('domestic', 'abroad', 'incomplete')),
  -- The batch it is in.
  add column batch_id uuid constraint fk_bill_print_batch references print_batch,
  -- The bill was canceled before it was mailed.
  add column withdrawn_at timestamptz,
  add constraint ck_bill_print_in_a_batch_is_of_its_run check (batch_id is null or print_run_id is not null),
  add constraint ck_bill_print_sorted_has_run check (post is null or print_run_id is not null),
  alter column postal_order type text collate "C";
drop index if exists ix_bill_print_waiting;
create index ix_bill_print_waiting on bill_print (run_id, queued_at)
  where print_run_id is null and withdrawn_at is null;
create index ix_bill_print_to_do on bill_print (print_run_id, post, postal_order, bill_id)
  where batch_id is null and withdrawn_at is null and print_run_id is not null;
update bill_print p set withdrawn_at = c.canceled_at from bill_cancellation c where c.bill_id = p.bill_id;

-- One line of a batch's manifest. A bill that left the batch keeps its line, and says why.
create table print_batch_bill (
  batch_id uuid not null constraint fk_print_batch_bill_batch references print_batch,
  no integer not null constraint ck_print_batch_bill_no check (no > 0),
  bill_id uuid not null constraint fk_print_batch_bill_bill references bill_print,
  first_page integer not null constraint ck_print_batch_bill_first_page check (first_page > 0),
  pages integer not null constraint ck_print_batch_bill_pages check (pages > 0),
  addressee text not null,
  address text[] not null,
  -- Of the bill's own PDF.
  sha256 bytea not null constraint ck_print_batch_bill_sha256 check (length(sha256) = 32),
  due_cents bigint not null,
  left_at timestamptz,
  left_reason text constraint ck_print_batch_bill_left_reason check (left_reason in ('canceled', 'reprinted')),
  left_by text,
  left_note text,
  primary key (batch_id, no),
  constraint ux_print_batch_bill_once unique (batch_id, bill_id),
  constraint ck_print_batch_bill_left_has_why check (num_nulls(left_at, left_reason, left_by) in (0, 3))
);
-- A bill is in one live batch.
create unique index ux_print_batch_bill_one_live on print_batch_bill (bill_id) where left_at is null;

create function print_batch_keeps_contents() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (old.id, old.print_run_id, old.number, old.post, old.bills, old.pages, old.total_cents,
      old.file_bytes, old.made_at)
    is distinct from (new.id, new.print_run_id, new.number, new.post, new.bills, new.pages, new.total_cents,
      new.file_bytes, new.made_at)
    or old.state = 'replaced' or (old.mailed_at is not null and new.mailed_at is distinct from old.mailed_at) then
    raise exception 'What is in a batch is never changed; print it again.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = tg_table_name;
  end if;
  return new;
end $$;
create trigger tr_print_batch_keeps_contents before update or delete on print_batch
  for each row execute function print_batch_keeps_contents();

create function print_batch_bill_keeps_line() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.left_at is not null or (old.batch_id, old.no, old.bill_id, old.first_page, old.pages,
      old.addressee, old.address, old.sha256, old.due_cents)
    is distinct from (new.batch_id, new.no, new.bill_id, new.first_page, new.pages,
      new.addressee, new.address, new.sha256, new.due_cents) then
    raise exception 'A line of a manifest is never changed; the bill can only leave the batch.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = tg_table_name;
  end if;
  return new;
end $$;
create trigger tr_print_batch_bill_keeps_line before update or delete on print_batch_bill
  for each row execute function print_batch_bill_keeps_line();
create trigger tr_print_batch_piece_append_only before update or delete on print_batch_piece
  for each row execute function append_only();
create trigger tr_print_run_no_delete before delete on print_run for each row execute function append_only();
