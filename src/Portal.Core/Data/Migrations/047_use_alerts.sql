-- What customers are told about their use: what was noticed, what they want to hear of, and when they are away.
create table use_alert_choice (
  customer_account_id uuid primary key
    constraint fk_use_alert_choice_customer_account references customer_account,
  tells_leak boolean not null,
  -- Percent of the usual use of the season from which on it is told; null for never.
  high_percent integer constraint ck_use_alert_choice_high_percent check (high_percent between 110 and 1000),
  tells_away boolean not null,
  changed_at timestamptz not null,
  changed_by text not null
);

create table away_period (
  -- Made with the form: the same id is the same wish.
  id uuid primary key,
  customer_account_id uuid not null constraint fk_away_period_customer_account references customer_account,
  from_on date not null,
  to_on date not null,
  entered_at timestamptz not null,
  entered_by text not null,
  ended_at timestamptz,
  ended_by text,
  constraint ck_away_period_days check (to_on > from_on and to_on <= from_on + 366),
  constraint ck_away_period_ended_by_whom check ((ended_at is null) = (ended_by is null)),
  constraint ux_away_period_one_at_a_time
    exclude using gist (customer_account_id with =, daterange(from_on, to_on, '[]') with &&) where (ended_at is null)
);

-- One row from the first day of something until it is over. Told once; silent once the customer says they know.
create table use_alert (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_use_alert_customer_account references customer_account,
  service_point_id uuid not null constraint fk_use_alert_service_point references service_point,
  kind text not null constraint ck_use_alert_kind check (kind in ('leak', 'high_use', 'away_use')),
  first_day date not null,
  last_day date not null,
  used numeric(14, 4) not null constraint ck_use_alert_used check (used > 0),
  usual numeric(14, 4) not null constraint ck_use_alert_usual check (usual >= 0),
  unit text not null,
  found_at timestamptz not null,
  known_at timestamptz,
  known_by text,
  over_at timestamptz,
  constraint ck_use_alert_days check (last_day >= first_day),
  constraint ck_use_alert_known_by_whom check ((known_at is null) = (known_by is null))
);
create unique index ux_use_alert_one_open on use_alert (service_point_id, kind) where over_at is null;
create index ix_use_alert_account on use_alert (customer_account_id, first_day);
create index ix_use_alert_open on use_alert (found_at) where over_at is null;

-- The day up to which the nightly watch has looked at a meter: killed, it goes on with the others.
create table use_watch (
  service_point_id uuid primary key constraint fk_use_watch_service_point references service_point,
  watched_on date not null
);

create trigger tr_use_alert_no_delete before delete on use_alert for each row execute function append_only();
create trigger tr_away_period_no_delete before delete on away_period for each row execute function append_only();
