-- Notices on paper: batches with their manifest, letters printed again, and the post's certificate of mailing.

create table notice_batch (
  -- Made with the form that started it: the same id is the same batch.
  id uuid primary key,
  number integer not null generated always as identity constraint ux_notice_batch_number unique,
  post text not null constraint ck_notice_batch_post check (post in ('domestic', 'abroad', 'incomplete')),
  notices integer not null constraint ck_notice_batch_notices check (notices > 0),
  pages integer not null constraint ck_notice_batch_pages check (pages >= notices),
  file_bytes integer not null constraint ck_notice_batch_file_bytes check (file_bytes > 0),
  -- Of the file.
  sha256 bytea not null constraint ck_notice_batch_sha256 check (length(sha256) = 32),
  made_by text not null,
  made_at timestamptz not null
);
create trigger tr_notice_batch_append_only before update or delete on notice_batch
  for each row execute function append_only();

create table notice_batch_file (
  batch_id uuid primary key constraint fk_notice_batch_file_batch references notice_batch,
  content bytea not null constraint ck_notice_batch_file_content check (length(content) > 0)
);
alter table notice_batch_file alter column content set storage external;
create trigger tr_notice_batch_file_append_only before update or delete on notice_batch_file
  for each row execute function append_only();

-- One line of the manifest. A letter that is printed again keeps its line, which says why.
create table notice_batch_line (
  batch_id uuid not null constraint fk_notice_batch_line_batch references notice_batch,
  no integer not null constraint ck_notice_batch_line_no check (no > 0),
  notice_id uuid not null constraint fk_notice_batch_line_notice references notice_paper,
  first_page integer not null constraint ck_notice_batch_line_first_page check (first_page > 0),
  pages integer not null constraint ck_notice_batch_line_pages check (pages > 0),
  -- Of the letter's own PDF.
  sha256 bytea not null constraint ck_notice_batch_line_sha256 check (length(sha256) = 32),
  left_at timestamptz,
  left_by text,
  left_why text constraint ck_notice_batch_line_left_why check (length(btrim(left_why)) > 0),
  primary key (batch_id, no),
  constraint ck_notice_batch_line_left check (num_nulls(left_at, left_by, left_why) in (0, 3))
);
create unique index ux_notice_batch_line_one_live on notice_batch_line (notice_id) where left_at is null;

create function notice_batch_line_keeps_line() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.left_at is not null
    or (old.batch_id, old.no, old.notice_id, old.first_page, old.pages, old.sha256)
      is distinct from (new.batch_id, new.no, new.notice_id, new.first_page, new.pages, new.sha256) then
    raise exception 'A line of a manifest is never changed; the letter can only leave the batch.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = tg_table_name;
  end if;
  return new;
end $$;
create trigger tr_notice_batch_line_keeps_line before update or delete on notice_batch_line
  for each row execute function notice_batch_line_keeps_line();

-- The post took a batch, and stamped a certificate of mailing (PS Form 3665, or 3817 for one letter).
create table notice_mailing (
  batch_id uuid primary key constraint fk_notice_mailing_batch references notice_batch,
  mailed_on date not null,
  certificate text not null constraint ck_notice_mailing_certificate check (length(btrim(certificate)) between 1 and 60),
  pieces integer not null constraint ck_notice_mailing_pieces check (pieces > 0),
  recorded_by text not null,
  recorded_at timestamptz not null
);
create trigger tr_notice_mailing_append_only before update or delete on notice_mailing
  for each row execute function append_only();
