-- Mail to send: the row is its own queue, written in the transaction of the act that caused it.
create table outbox_mail (
  id uuid primary key,
  dedupe_key text not null constraint ux_outbox_mail_dedupe unique,
  kind text not null,
  customer_account_id uuid constraint fk_outbox_mail_customer_account references customer_account,
  user_id uuid,
  language text not null constraint ck_outbox_mail_language check (language in ('en', 'es')),
  to_name text not null constraint ck_outbox_mail_to_name_one_line check (to_name !~ '[\r\n]'),
  to_address text not null constraint ck_outbox_mail_to_address_one_line check (to_address !~ '[[:cntrl:][:space:]]'),
  subject text not null constraint ck_outbox_mail_subject_one_line check (subject !~ '[\r\n]'),
  text text not null,
  html text not null,
  -- The payments whose receipt goes along as a PDF, made when the mail is sent.
  attach_receipt_of uuid[] not null default '{}',
  state text not null constraint ck_outbox_mail_state check (state in ('waiting', 'sent', 'refused', 'expired')),
  attempts integer not null default 0,
  created_at timestamptz not null,
  next_at timestamptz,
  lease_until timestamptz,
  lease_by uuid,
  sent_at timestamptz,
  last_answer text,
  constraint ck_outbox_mail_waiting_has_next check ((state = 'waiting') = (next_at is not null)),
  constraint ck_outbox_mail_sent_has_when check ((state = 'sent') = (sent_at is not null))
);
create index ix_outbox_mail_waiting on outbox_mail (next_at, id) where state = 'waiting';
create index ix_outbox_mail_account on outbox_mail (customer_account_id, created_at desc);

-- The mail server turned us away as a sender: everything waits until a person lifts the pause.
create table mail_pause (
  id uuid primary key,
  reason text not null,
  paused_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by text
);
create unique index ux_mail_pause_one_open on mail_pause ((true)) where lifted_at is null;
