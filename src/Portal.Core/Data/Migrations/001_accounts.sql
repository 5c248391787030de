-- Who is served, where, and on which account. Typo-tolerant search needs trigrams.
create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- unaccent() is only stable; an index needs an immutable function that names its dictionary.
create function fold(words text) returns text language sql immutable parallel safe strict as
  $$ select lower(public.unaccent('public.unaccent', words)) $$;

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
  created_at timestamptz not null
);
create index ix_customer_name on customer using gin (fold(name) gin_trgm_ops);
create index ix_customer_email on customer using gin (fold(email) gin_trgm_ops);
create index ix_customer_phone on customer (regexp_replace(phone, '\D', '', 'g'));

create table premise (
  id uuid primary key,
  line1 text not null,
  line2 text,
  city text not null,
  state text not null,
  postal_code text not null,
  location text not null constraint ck_premise_location check (location in ('inside_city', 'outside_city'))
);
create index ix_premise_line1 on premise using gin (fold(line1) gin_trgm_ops);

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
create index ix_customer_account_customer on customer_account (customer_id);
create index ix_customer_account_premise on customer_account (premise_id);
