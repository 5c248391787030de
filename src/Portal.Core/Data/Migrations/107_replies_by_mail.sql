-- Letters of a request can be answered by e-mail: each carries an address of its own, and what comes in is kept.
create table request_reply_address (
  token_hash bytea primary key constraint ck_request_reply_address_token check (length(token_hash) = 32),
  request_id uuid not null constraint fk_request_reply_address_request references customer_request,
  -- Whom the letter went to.
  address text not null constraint ck_request_reply_address_address check (length(address) between 3 and 254),
  user_id uuid constraint fk_request_reply_address_user references portal_user,
  made_at timestamptz not null
);
create index ix_request_reply_address_request on request_reply_address (request_id);
create trigger tr_request_reply_address_append_only before update or delete on request_reply_address
  for each row execute function append_only();

-- Who reads the list of letters must not be able to answer for somebody else.
alter table outbox_mail
  add reply_to text constraint ck_outbox_mail_reply_to_one_line check (reply_to !~ '[[:cntrl:][:space:]]'),
  add constraint ck_outbox_mail_reply_to_withheld check (reply_to is null or state = 'waiting');

-- A mail that came to such an address, or to the folder at all.
create table received_mail (
  id uuid primary key,
  message_id text not null constraint ux_received_mail_message_id unique
    constraint ck_received_mail_message_id check (length(message_id) between 1 and 1000),
  received_at timestamptz not null,
  from_name text not null,
  from_address text not null,
  subject text not null,
  -- All of it as plain text, what it quotes too.
  whole text not null,
  -- What of it is new.
  words text not null,
  files text[] not null,
  left_out text[] not null default '{}',
  -- As it came; null for what nobody will read again, or too large.
  raw bytea constraint ck_received_mail_raw check (length(raw) between 1 and 26214400),
  fate text not null constraint ck_received_mail_fate check (fate in ('joined', 'waiting', 'ignored', 'discarded')),
  why text constraint ck_received_mail_why check (why in
    ('address', 'sender', 'access', 'over', 'too_many', 'empty', 'again', 'large', 'broken', 'other', 'automatic')),
  -- Whose address it came to, or what it was joined to.
  request_id uuid constraint fk_received_mail_request references customer_request,
  event_id uuid constraint fk_received_mail_event references request_event
    constraint ux_received_mail_event unique,
  decided_at timestamptz,
  decided_by uuid constraint fk_received_mail_decided_by references staff_member,
  reason text constraint ck_received_mail_reason check (length(btrim(reason)) between 1 and 500),
  constraint ck_received_mail_joined check ((fate = 'joined') = (event_id is not null)),
  constraint ck_received_mail_joined_request check (event_id is null or request_id is not null),
  constraint ck_received_mail_discarded check ((fate = 'discarded') = (reason is not null)),
  constraint ck_received_mail_decided check ((decided_at is null) = (decided_by is null)
    and (decided_at is null or fate in ('joined', 'discarded')) and (reason is null or decided_at is not null)),
  constraint ck_received_mail_has_why check (why is not null or (fate = 'joined' and decided_at is null))
);
create index ix_received_mail_fate on received_mail (fate, received_at desc, id);
create index ix_received_mail_request on received_mail (request_id);

create function received_mail_is_decided_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.fate <> 'waiting' or new.fate not in ('joined', 'discarded')
    or (old.id, old.message_id, old.received_at, old.from_address, old.subject, old.whole, old.words, old.raw)
      is distinct from
      (new.id, new.message_id, new.received_at, new.from_address, new.subject, new.whole, new.words, new.raw) then
    raise exception 'A mail that came in is decided once and stays as it came.'
      using errcode = 'integrity_constraint_violation', constraint = 'tr_received_mail_decided_once';
  end if;
  return new;
end $$;
create trigger tr_received_mail_decided_once before update or delete on received_mail
  for each row execute function received_mail_is_decided_once();
