-- What a linked person may do; what they agreed to, in which words; and what changed in how a customer is reached.

alter table account_link add level text not null default 'full'
  constraint ck_account_link_level check (level in ('see_bills', 'pay', 'full'));
-- From here on it is always said.
alter table account_link alter level drop default;

create table consent (
  id uuid primary key,
  kind text not null constraint ck_consent_kind check (kind in
    ('autopay', 'saved_method', 'scheduled_payment', 'arrangement', 'paperless', 'third_party')),
  customer_account_id uuid not null constraint fk_consent_customer_account references customer_account,
  user_id uuid constraint fk_consent_user references portal_user,
  version text not null constraint ck_consent_version check (length(version) between 1 and 40),
  language text not null constraint ck_consent_language check (language in ('en', 'es')),
  words text not null constraint ck_consent_words check (length(trim(words)) > 0),
  address text,
  given_at timestamptz not null
);
create index ix_consent_customer_account on consent (customer_account_id);
create index ix_consent_user on consent (user_id);
create trigger tr_consent_append_only before update or delete on consent
  for each row execute function append_only();

create table consent_end (
  consent_id uuid primary key constraint fk_consent_end_consent references consent,
  ended_by text not null,
  ended_at timestamptz not null
);
create trigger tr_consent_end_append_only before update or delete on consent_end
  for each row execute function append_only();

create table contact_change (
  id uuid primary key,
  customer_id uuid not null constraint fk_contact_change_customer references customer,
  part text not null constraint ck_contact_change_part check (part in
    ('mailing_address', 'email', 'phone', 'name', 'language')),
  before text,
  after text,
  changed_by text not null,
  changed_at timestamptz not null,
  constraint ck_contact_change_changes check (before is distinct from after)
);
create index ix_contact_change_customer on contact_change (customer_id, changed_at);
create trigger tr_contact_change_append_only before update or delete on contact_change
  for each row execute function append_only();
