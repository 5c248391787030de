-- What several web and worker processes share.
create table data_protection_key (
  friendly_name text primary key,
  xml text not null,
  created_at timestamptz not null
);

-- Token buckets for sign-in, registration and guest look-ups. Losing them in a crash costs nothing.
create unlogged table rate_bucket (
  key text primary key,
  tokens double precision not null,
  refilled_at timestamptz not null
);

-- Wrong tries in a row, by what was typed (hashed), whether or not it belongs to anyone. The next try waits longer each
-- time; it is never refused for good.
create unlogged table failed_try (
  key text primary key,
  failures integer not null constraint ck_failed_try_failures check (failures > 0),
  last_at timestamptz not null
);

-- Worker processes that live: beat_at is renewed every ten seconds.
create table worker (
  id uuid primary key,
  host text not null,
  started_at timestamptz not null,
  beat_at timestamptz not null
);
