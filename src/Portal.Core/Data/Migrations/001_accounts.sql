-- Who is served, where, and on which account. Typo-tolerant search needs trigrams and edit distances.
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists fuzzystrmatch;

-- unaccent() is only stable; an index needs an immutable function that names its dictionary.
create function fold(words text) returns text language sql immutable parallel safe strict as
  $$ select lower(public.unaccent('public.unaccent', words)) $$;

-- The folded words of a name or an address, as search compares them: O'Brien is one word, García-Núñez are two.
create function words_of(line text) returns text[] language sql immutable parallel safe strict as
  $$ select array_remove(regexp_split_to_array(translate(public.fold(line), '''`', ''),
       '[][\s.,;:"!?/\\(){}<>|&@#*+=~^%$_-]+'), '') $$;

-- Every word that occurs in a name or an address. A search first asks which of these are close to the words typed,
-- then looks those up exactly. Words are never taken out: one too many finds nobody.
create table search_word (
  word text collate "C" primary key constraint ck_search_word_length check (length(word) between 1 and 60)
);

create function append_only() returns trigger language plpgsql as $$
begin
  raise exception 'Rows of % are never changed; post a correction.', tg_table_name
    using errcode = 'integrity_constraint_violation', constraint = tg_name, table = tg_table_name;
end $$;

create table customer (
  id uuid primary key,
  name text not null constraint ck_customer_name check (length(name) between 1 and 300),
  kind text not null constraint ck_customer_kind check (kind in ('residential', 'business')),
  language text not null constraint ck_customer_language check (language in ('en', 'es')),
  email text constraint ck_customer_email check (email !~ '[[:cntrl:][:space:]]' and email like '%_@_%'),
  phone text,
  mailing_line1 text not null,
  mailing_line2 text,
  mailing_city text not null,
  mailing_state text not null,
  mailing_postal_code text not null,
  mailing_country text not null default 'US',
  created_at timestamptz not null,
  name_words text[] generated always as (words_of(name)) stored
);
create index ix_customer_name_words on customer using gin (name_words);
create index ix_customer_email on customer using gin (fold(email) gin_trgm_ops);
-- Read from the end: people give the last digits.
create index ix_customer_phone on customer (reverse(regexp_replace(phone, '\D', '', 'g')) text_pattern_ops);

create table premise (
  id uuid primary key,
  line1 text not null,
  line2 text,
  city text not null,
  state text not null,
  postal_code text not null,
  location text not null constraint ck_premise_location check (location in ('inside_city', 'outside_city')),
  address_words text[] generated always as (words_of(line1 || ' ' || coalesce(line2, '') || ' ' || postal_code)) stored
);
create index ix_premise_words on premise using gin (address_words);

create table service_point (
  id uuid primary key,
  premise_id uuid not null constraint fk_service_point_premise references premise,
  service text not null constraint ck_service_point_service check (service in ('water', 'sewer', 'refuse')),
  meter_number text constraint ux_service_point_meter_number unique,
  meter_size text,
  carts integer not null default 0 constraint ck_service_point_carts check (carts >= 0),
  constraint ck_service_point_water_has_meter check (service <> 'water' or (meter_number is not null and meter_size is not null))
);
create index ix_service_point_premise on service_point (premise_id);
create index ix_service_point_meter_number on service_point
  using gin (regexp_replace(fold(meter_number), '[^a-z0-9]', '', 'g') gin_trgm_ops);

create table customer_account (
  id uuid primary key,
  number text not null
    constraint ux_customer_account_number unique
    constraint ck_customer_account_number check (number ~ '^[0-9]{10}$'),
  customer_id uuid not null constraint fk_customer_account_customer references customer,
  premise_id uuid not null constraint fk_customer_account_premise references premise,
  pin text not null constraint ck_customer_account_pin check (pin ~ '^[0-9]{6}$'),
  opened_on date not null,
  closed_on date,
  -- What the customer owes now, in cents; negative is a credit. Written only under this row's lock.
  balance_cents bigint not null default 0,
  constraint ck_customer_account_closed_after_opened check (closed_on >= opened_on)
);
create index ix_customer_account_number_start on customer_account (number text_pattern_ops);
create index ix_customer_account_number_end on customer_account (reverse(number) text_pattern_ops);
create index ix_customer_account_customer on customer_account (customer_id);
create index ix_customer_account_premise on customer_account (premise_id);

create function learn_name_words() returns trigger language plpgsql as $$
begin
  insert into search_word
    select distinct left(word, 60) word from added, unnest(name_words) word order by word
    on conflict do nothing;
  return null;
end $$;
create trigger tr_customer_learn_words_inserted after insert on customer
  referencing new table as added for each statement execute function learn_name_words();
create trigger tr_customer_learn_words_updated after update on customer
  referencing new table as added for each statement execute function learn_name_words();

create function learn_address_words() returns trigger language plpgsql as $$
begin
  insert into search_word
    select distinct left(word, 60) word from added, unnest(address_words) word order by word
    on conflict do nothing;
  return null;
end $$;
create trigger tr_premise_learn_words_inserted after insert on premise
  referencing new table as added for each statement execute function learn_address_words();
create trigger tr_premise_learn_words_updated after update on premise
  referencing new table as added for each statement execute function learn_address_words();
