-- How an account's customer wants to hear of each topic but bills (customer_account.bill_delivery); the latest counts.
create table notice_choice (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_notice_choice_account references customer_account,
  topic text not null constraint ck_notice_choice_topic check (topic in
    ('bills', 'payments', 'reminders', 'use_alerts', 'requests', 'service')),
  channel text not null constraint ck_notice_choice_channel check (channel in ('email', 'paper', 'both', 'off')),
  chosen_by text not null,
  chosen_at timestamptz not null,
  -- Only what nobody must be told may be turned off; bills have their own column.
  constraint ck_notice_choice_may_be_off check (channel <> 'off' or topic = 'use_alerts'),
  constraint ck_notice_choice_not_bills check (topic <> 'bills')
);
create index ix_notice_choice_account on notice_choice (customer_account_id, topic, chosen_at desc);
create trigger tr_notice_choice_append_only before update or delete on notice_choice
  for each row execute function append_only();

-- E-SIGN (15 USC 7001(c)(1)(C)(ii)): before somebody agrees to bills by e-mail alone, a test mail shows that they can
-- read what we send there.
create table paperless_test (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_paperless_test_account references customer_account,
  user_id uuid not null constraint fk_paperless_test_user references portal_user,
  address text not null constraint ck_paperless_test_address check (address !~ '[[:cntrl:][:space:]]'),
  secret_hash bytea not null constraint ux_paperless_test_secret unique
    constraint ck_paperless_test_secret check (octet_length(secret_hash) = 32),
  sent_at timestamptz not null,
  opened_at timestamptz,
  consent_id uuid constraint ux_paperless_test_consent unique constraint fk_paperless_test_consent references consent,
  constraint ck_paperless_test_opened_before_consent check (consent_id is null or opened_at is not null)
);
create index ix_paperless_test_account on paperless_test (customer_account_id, sent_at desc);

-- Somebody who gets a copy of reminders and shut-off notices because the customer and they both want it (PUC
-- 10010.1(d)). They owe nothing and see nothing else.
create table third_party_contact (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_third_party_contact_account references customer_account,
  name text not null constraint ck_third_party_contact_name check (length(name) between 1 and 300 and name !~ '[[:cntrl:]]'),
  email text not null constraint ck_third_party_contact_email check (email !~ '[[:cntrl:][:space:]]'),
  language text not null constraint ck_third_party_contact_language check (language in ('en', 'es')),
  asked_by uuid not null constraint fk_third_party_contact_asked_by references portal_user,
  asked_at timestamptz not null,
  -- The customer's consent, and the words that the third party agreed to.
  consent_id uuid not null constraint fk_third_party_contact_consent references consent,
  secret_hash bytea not null constraint ux_third_party_contact_secret unique
    constraint ck_third_party_contact_secret check (octet_length(secret_hash) = 32),
  agreed_at timestamptz,
  agreed_words text,
  agreed_address text,
  ended_at timestamptz,
  ended_by text,
  constraint ck_third_party_contact_agrees_in_words check ((agreed_at is null) = (agreed_words is null)),
  constraint ck_third_party_contact_ends_whole check ((ended_at is null) = (ended_by is null))
);
create unique index ux_third_party_contact_one_open on third_party_contact (customer_account_id, lower(email))
  where ended_at is null;
