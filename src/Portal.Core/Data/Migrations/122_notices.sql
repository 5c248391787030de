-- Notices as letters: the templates they are written by, and each letter as it was made, which nobody can change.

create table notice_template (
  id uuid primary key,
  kind text not null constraint ck_notice_template_kind check (kind ~ '^[a-z][a-z0-9_]{0,59}$'),
  language text not null constraint ck_notice_template_language check (language in ('en', 'es')),
  version integer not null constraint ck_notice_template_version check (version > 0),
  subject text not null
    constraint ck_notice_template_subject check (length(btrim(subject)) > 0 and subject !~ '[[:cntrl:]]'),
  body text not null constraint ck_notice_template_body check (length(btrim(body)) > 0),
  made_by text not null,
  made_at timestamptz not null,
  constraint ux_notice_template_version unique (kind, language, version)
);
create trigger tr_notice_template_append_only before update or delete on notice_template
  for each row execute function append_only();

-- Somebody holds the version ready to be released.
create table notice_template_ask (
  template_id uuid primary key constraint fk_notice_template_ask_template references notice_template,
  asked_by text not null,
  asked_at timestamptz not null
);
create trigger tr_notice_template_ask_append_only before update or delete on notice_template_ask
  for each row execute function append_only();

create table notice_template_decision (
  template_id uuid primary key constraint fk_notice_template_decision_template references notice_template,
  is_released boolean not null,
  decided_by text not null,
  decided_at timestamptz not null,
  note text constraint ck_notice_template_decision_note check (length(btrim(note)) > 0),
  constraint ck_notice_template_decision_sent_back_says_why check (is_released or note is not null)
);
create trigger tr_notice_template_decision_append_only before update or delete on notice_template_decision
  for each row execute function append_only();

create function notice_template_decision_has_second_person() returns trigger language plpgsql as $$
begin
  if exists (select from notice_template where id = new.template_id and made_by = new.decided_by)
    or exists (select from notice_template_ask where template_id = new.template_id and asked_by = new.decided_by) then
    raise exception 'Template % is decided by whoever wrote it.', new.template_id
      using errcode = 'check_violation', constraint = 'ck_notice_template_second_person',
        table = 'notice_template_decision';
  end if;
  return new;
end $$;
create trigger tr_notice_template_decision_has_second_person before insert on notice_template_decision
  for each row execute function notice_template_decision_has_second_person();

create table notice (
  id uuid primary key,
  -- Its name for people.
  number integer not null generated always as identity constraint ux_notice_number unique,
  -- What caused it: the same cause writes one letter.
  dedupe_key text not null constraint ux_notice_dedupe unique,
  kind text not null,
  customer_account_id uuid not null constraint fk_notice_customer_account references customer_account,
  recipient text not null
    constraint ck_notice_recipient check (recipient in ('customer', 'occupant', 'third_party', 'agency')),
  name text not null constraint ck_notice_name check (length(btrim(name)) > 0 and name !~ '[[:cntrl:]]'),
  address text[] not null constraint ck_notice_address check (cardinality(address) > 0),
  language text not null,
  template_id uuid not null constraint fk_notice_template references notice_template,
  subject text not null constraint ck_notice_subject check (length(btrim(subject)) > 0 and subject !~ '[[:cntrl:]]'),
  -- The whole letter as a page, word for word; mail and paper are made from it.
  content bytea not null constraint ck_notice_content check (length(content) > 0),
  sha256 bytea not null,
  -- Elements that had to be in it, and are.
  elements text[] not null,
  -- The rule by which it was sent, as the rules name it.
  rule text not null constraint ck_notice_rule check (length(btrim(rule)) > 0),
  -- The city's day on the letter.
  day date not null,
  is_mailed boolean not null,
  written_by text not null,
  written_at timestamptz not null,
  constraint ck_notice_sha256 check (sha256 = sha256(content))
);
create index ix_notice_account on notice (customer_account_id, written_at desc);
create trigger tr_notice_append_only before update or delete on notice
  for each row execute function append_only();

create function notice_by_released_template() returns trigger language plpgsql as $$
begin
  if not exists (
    select from notice_template t join notice_template_decision d on d.template_id = t.id
    where t.id = new.template_id and d.is_released and t.kind = new.kind and t.language = new.language) then
    raise exception 'Notice % is by a template that is not released for it.', new.dedupe_key
      using errcode = 'check_violation', constraint = 'ck_notice_template_released', table = 'notice';
  end if;
  return new;
end $$;
create trigger tr_notice_by_released_template before insert on notice
  for each row execute function notice_by_released_template();

-- A letter that goes out on paper: it waits until a batch has it.
create table notice_paper (
  notice_id uuid primary key constraint fk_notice_paper_notice references notice,
  reason text not null
    constraint ck_notice_paper_reason check (reason in ('asked', 'no_address', 'mail_came_back')),
  queued_at timestamptz not null
);
create trigger tr_notice_paper_append_only before update or delete on notice_paper
  for each row execute function append_only();
