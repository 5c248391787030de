-- What customers keep themselves: the name they go by, an extension, and the addresses that were verified.
alter table customer
  add column known_as text constraint ck_customer_known_as
    check (length(known_as) between 1 and 300 and known_as !~ '[[:cntrl:]]'),
  add column phone_extension text constraint ck_customer_phone_extension check (phone_extension ~ '^[0-9]{1,7}$'),
  add constraint ck_customer_mailing_country check (mailing_country ~ '^[A-Z]{2,3}$');

-- A new e-mail address: asked for, confirmed from its own mailbox, and for seven days undone from the old one's. Only
-- hashes of the mailed secrets are kept.
create table email_change (
  id uuid primary key,
  kind text not null constraint ck_email_change_kind check (kind in ('sign_in', 'contact')),
  user_id uuid not null constraint fk_email_change_user references portal_user,
  -- Whose contact address; null for a sign-in.
  customer_id uuid constraint fk_email_change_customer references customer,
  old_address text,
  new_address text not null constraint ck_email_change_one_line check (new_address !~ '[[:cntrl:][:space:]]'),
  secret_hash bytea not null constraint ux_email_change_secret unique
    constraint ck_email_change_secret check (octet_length(secret_hash) = 32),
  asked_at timestamptz not null,
  -- A later wish took its place.
  replaced_at timestamptz,
  confirmed_at timestamptz,
  undo_hash bytea constraint ux_email_change_undo unique
    constraint ck_email_change_undo check (octet_length(undo_hash) = 32),
  undone_at timestamptz,
  constraint ck_email_change_of_customer check ((kind = 'contact') = (customer_id is not null)),
  constraint ck_email_change_ends_once check (replaced_at is null or confirmed_at is null),
  constraint ck_email_change_undo_after_confirm
    check (confirmed_at is not null or (undo_hash is null and undone_at is null))
);
create index ix_email_change_user on email_change (user_id, asked_at desc);
create index ix_email_change_customer on email_change (customer_id, asked_at desc);

-- An account's full resident asks somebody in, at an e-mail address; whoever signs in with that address may accept.
create table account_invitation (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_account_invitation_account references customer_account,
  email text not null constraint ck_account_invitation_email check (email !~ '[[:cntrl:][:space:]]'),
  normalized_email text not null,
  level text not null constraint ck_account_invitation_level check (level in ('see_bills', 'pay', 'full')),
  invited_by uuid not null constraint fk_account_invitation_invited_by references portal_user,
  invited_at timestamptz not null,
  expires_at timestamptz not null,
  outcome text constraint ck_account_invitation_outcome check (outcome in ('accepted', 'declined', 'withdrawn')),
  ended_at timestamptz,
  ended_by uuid constraint fk_account_invitation_ended_by references portal_user,
  link_id uuid constraint fk_account_invitation_link references account_link,
  constraint ck_account_invitation_expires check (expires_at > invited_at),
  constraint ck_account_invitation_ends_whole
    check ((outcome is null) = (ended_at is null) and (outcome is null) = (ended_by is null)),
  constraint ck_account_invitation_accepted_has_link check ((coalesce(outcome, '') = 'accepted') = (link_id is not null))
);
create unique index ux_account_invitation_one_open on account_invitation (customer_account_id, normalized_email)
  where ended_at is null;
create index ix_account_invitation_email on account_invitation (normalized_email) where ended_at is null;

alter table security_event drop constraint ck_security_event_kind;
alter table security_event add constraint ck_security_event_kind check (kind in (
  'signed_in', 'password_wrong', 'code_wrong', 'passkey_wrong', 'proved_again', 'signed_out',
  'signed_out_everywhere', 'password_changed', 'password_reset', 'authenticator_on', 'authenticator_off',
  'recovery_codes_made', 'recovery_code_used', 'passkey_added', 'passkey_removed', 'staff_enrolled',
  'email_changed', 'email_change_undone', 'name_changed', 'data_downloaded'));
