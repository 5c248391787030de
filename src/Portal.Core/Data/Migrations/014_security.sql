-- What happened to each sign-in: who got in or failed to, from where, and what was changed. Shown to its owner.
-- Append-only (ASVS 16.3.1-16.3.3, 16.4.2).
create table security_event (
  id uuid primary key,
  at timestamptz not null,
  -- Null only where what was typed belongs to nobody.
  user_id uuid constraint fk_security_event_user references portal_user,
  kind text not null constraint ck_security_event_kind check (kind in (
    'signed_in', 'password_wrong', 'code_wrong', 'passkey_wrong', 'proved_again', 'signed_out',
    'signed_out_everywhere', 'password_changed', 'password_reset', 'authenticator_on', 'authenticator_off',
    'recovery_codes_made', 'recovery_code_used', 'passkey_added', 'passkey_removed', 'staff_enrolled')),
  user_agent text not null constraint ck_security_event_user_agent check (length(user_agent) <= 400),
  address text not null constraint ck_security_event_address check (length(address) <= 60),
  constraint ck_security_event_has_user
    check (user_id is not null or kind in ('password_wrong', 'passkey_wrong'))
);
create index ix_security_event_user on security_event (user_id, at desc);
create trigger tr_security_event_append_only before update or delete on security_event
  for each row execute function append_only();
create trigger tr_security_event_no_truncate before truncate on security_event
  for each statement execute function append_only();

-- A mail about several accounts is listed on each: outbox_mail names the first, these are the others.
create table outbox_mail_account (
  mail_id uuid not null constraint fk_outbox_mail_account_mail references outbox_mail,
  customer_account_id uuid not null constraint fk_outbox_mail_account_account references customer_account,
  primary key (mail_id, customer_account_id)
);
create index ix_outbox_mail_account_account on outbox_mail_account (customer_account_id);
create trigger tr_outbox_mail_account_append_only before update or delete on outbox_mail_account
  for each row execute function append_only();

-- A mail whose link opens a sign-in keeps its words only while it waits.
alter table outbox_mail add column holds_secret boolean not null default false;
update outbox_mail set holds_secret = true, text = case when state = 'waiting' then text else 'withheld' end,
    html = case when state = 'waiting' then html else 'withheld' end
  where kind in ('verify_email', 'reset_password');
alter table outbox_mail add constraint ck_outbox_mail_secret_withheld
  check (state = 'waiting' or not holds_secret or (text = 'withheld' and html = 'withheld'));

-- The first sign-in of a member of staff: password and authenticator app.
alter table mailed_secret drop constraint ck_mailed_secret_purpose;
alter table mailed_secret add constraint ck_mailed_secret_purpose
  check (purpose in ('confirm_email', 'reset_password', 'enroll_staff'));

-- Whether the event is about real money; null of what could not be read. A site reads only its own kind.
alter table webhook_event add column is_live boolean;
