-- Each mail has an envelope sender of its own, so that what comes back is known; what was sent can be shown.
alter table outbox_mail
  add token text not null default replace(gen_random_uuid()::text, '-', '')
    constraint ck_outbox_mail_token check (token ~ '^[0-9a-f]{32}$'),
  -- In the link that stops a topic: only the reader learns it, as only servers learn the other.
  add stop_token text not null default replace(gen_random_uuid()::text, '-', '')
    constraint ck_outbox_mail_stop_token check (stop_token ~ '^[0-9a-f]{32}$'),
  -- Whether a law or a bill rests on it, or nobody must be told.
  add duty text not null default 'ordinary'
    constraint ck_outbox_mail_duty check (duty in ('ordinary', 'required', 'optional')),
  -- The server that took it, and of what bytes.
  add sent_server text,
  add sent_sha256 bytea constraint ck_outbox_mail_sent_sha256 check (length(sent_sha256) = 32),
  add constraint ck_outbox_mail_sent_proof check ((sent_server is null) = (sent_sha256 is null)
    and (sent_server is null or state = 'sent'));
create unique index ux_outbox_mail_token on outbox_mail (token);
create unique index ux_outbox_mail_stop_token on outbox_mail (stop_token);
create index ix_outbox_mail_to on outbox_mail (lower(to_address), created_at desc);
alter table outbox_mail drop constraint ck_outbox_mail_state;
alter table outbox_mail add constraint ck_outbox_mail_state
  check (state in ('waiting', 'sent', 'refused', 'expired', 'stopped'));

-- A report about a mail of ours: one row, however often it comes.
create table mail_bounce (
  id uuid primary key,
  received_at timestamptz not null,
  source text not null constraint ck_mail_bounce_source check (source in ('folder', 'pipe', 'answer')),
  kind text not null constraint ck_mail_bounce_kind
    check (kind in ('failed', 'delayed', 'delivered', 'complaint', 'automatic_reply', 'other')),
  mail_id uuid constraint fk_mail_bounce_mail references outbox_mail,
  joined_by text constraint ck_mail_bounce_joined_by
    check (joined_by in ('token', 'message_id', 'recipient', 'answer')),
  -- Where the mail went to.
  address text not null constraint ck_mail_bounce_address
    check (address = lower(address) and address !~ '[[:cntrl:][:space:]]' and length(address) between 3 and 254),
  -- Whom the report names, where that is another.
  recipient text,
  action text,
  status text constraint ck_mail_bounce_status check (status ~ '^[245][.][0-9]{1,3}[.][0-9]{1,3}$'),
  class text not null constraint ck_mail_bounce_class check (class in ('none', 'hard', 'soft', 'policy')),
  feedback_type text,
  diagnostic text constraint ck_mail_bounce_diagnostic check (length(diagnostic) <= 500),
  raw_sha256 bytea not null constraint ck_mail_bounce_raw check (length(raw_sha256) = 32),
  constraint ck_mail_bounce_joined check ((mail_id is null) = (joined_by is null))
);
create index ix_mail_bounce_mail on mail_bounce (mail_id);
create index ix_mail_bounce_address on mail_bounce (address, received_at desc);
create index ix_mail_bounce_received on mail_bounce (received_at desc, id);
create trigger tr_mail_bounce_append_only before update or delete on mail_bounce
  for each row execute function append_only();

-- Nothing is mailed to such an address until it was shown to work, or somebody said why it may be.
create table mail_stop (
  id uuid primary key,
  address text not null constraint ck_mail_stop_address
    check (address = lower(address) and address !~ '[[:cntrl:][:space:]]' and length(address) between 3 and 254),
  cause text not null constraint ck_mail_stop_cause check (cause in ('hard', 'complaint', 'soft')),
  bounce_id uuid not null constraint fk_mail_stop_bounce references mail_bounce,
  stopped_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by text,
  lifted_why text constraint ck_mail_stop_lifted_why check (length(btrim(lifted_why)) between 1 and 500),
  constraint ck_mail_stop_lifted check ((lifted_at is null) = (lifted_by is null)
    and (lifted_at is null) = (lifted_why is null))
);
create unique index ux_mail_stop_one_open on mail_stop (address) where lifted_at is null;
create index ix_mail_stop_at on mail_stop (stopped_at desc, id);

create function mail_stop_is_lifted_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.lifted_at is not null
    or (old.id, old.address, old.cause, old.bounce_id, old.stopped_at)
      is distinct from (new.id, new.address, new.cause, new.bounce_id, new.stopped_at) then
    raise exception 'A stop stays as it was and is lifted once.'
      using errcode = 'integrity_constraint_violation', constraint = 'tr_mail_stop_lifted_once';
  end if;
  return new;
end $$;
create trigger tr_mail_stop_lifted_once before update or delete on mail_stop
  for each row execute function mail_stop_is_lifted_once();

-- A stopped address that concerns a reader of an account: the customer's, for who manages the account, or their own.
create function mail_stop_for(account uuid, reader uuid, access text) returns table (address text, cause text)
language sql stable as $$
  select s.address, s.cause from mail_stop s
  where s.lifted_at is null and (
    (access = 'full' and s.address = (select lower(c.email) from customer_account a
      join customer c on c.id = a.customer_id where a.id = account))
    or s.address = (select lower(u.email) from portal_user u where u.id = reader))
  order by s.stopped_at desc limit 1
$$;
