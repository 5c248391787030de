-- People who ask without signing in, each at an e-mail address that they proved: they opened the link mailed to it.

-- A link that was asked for, by whoever typed the address. Nothing else of them is kept until they used it.
create table asking_link (
  secret_hash bytea primary key constraint ck_asking_link_secret check (length(secret_hash) = 32),
  email text not null constraint ck_asking_link_email check (length(email) between 3 and 254),
  language text not null constraint ck_asking_link_language check (language in ('en', 'es')),
  purpose text not null constraint ck_asking_link_purpose check (purpose in ('question', 'problem', 'start')),
  made_at timestamptz not null
);
create index ix_asking_link_made on asking_link (made_at);

-- Who asked by such a link: one for each request. There is no stranger whose address was not proved.
create table stranger (
  id uuid primary key,
  link_hash bytea not null constraint fk_stranger_link references asking_link
    constraint ux_stranger_link unique,
  name text not null constraint ck_stranger_name check (length(trim(name)) between 1 and 300),
  email text not null constraint ck_stranger_email check (length(email) between 3 and 254),
  phone text constraint ck_stranger_phone check (length(trim(phone)) between 1 and 40),
  language text not null constraint ck_stranger_language check (language in ('en', 'es')),
  verified_at timestamptz not null
);
create trigger tr_stranger_append_only before update or delete on stranger
  for each row execute function append_only();

-- Each letter to a stranger carries a key of its own to the request's page.
create table stranger_key (
  secret_hash bytea primary key constraint ck_stranger_key_secret check (length(secret_hash) = 32),
  stranger_id uuid not null constraint fk_stranger_key_stranger references stranger,
  made_at timestamptz not null
);
create index ix_stranger_key_stranger on stranger_key (stranger_id);

-- Who asks is a resident or a stranger, never both and never nobody; a stranger asks about no account.
alter table customer_request
  alter user_id drop not null,
  add stranger_id uuid constraint fk_customer_request_stranger references stranger
    constraint ux_customer_request_stranger unique,
  add constraint ck_customer_request_one_asker check (num_nonnulls(user_id, stranger_id) = 1),
  add constraint ck_customer_request_stranger check (
    stranger_id is null or (customer_account_id is null and kind in ('question', 'problem', 'start')));
