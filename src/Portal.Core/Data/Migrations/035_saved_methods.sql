-- Cards and bank accounts kept for later. The processor holds them; here stands only what names them to their owner.
create table saved_method (
  id uuid primary key,
  -- Null for a guest's, kept for the payments they schedule.
  user_id uuid constraint fk_saved_method_user references portal_user,
  tender text not null constraint ck_saved_method_tender check (tender in ('card', 'bank_debit')),
  brand text,
  last_four text not null constraint ck_saved_method_last_four check (last_four ~ '^[0-9]{4}$'),
  -- The last day on which a card is good.
  expires_on date,
  processor_customer_id text not null,
  processor_method_id text not null constraint ux_saved_method_processor_method unique,
  kept_at timestamptz not null,
  changed_at timestamptz not null,
  removed_at timestamptz,
  constraint ck_saved_method_card_expires check ((tender = 'card') = (expires_on is not null))
);
create index ix_saved_method_user on saved_method (user_id) where removed_at is null;
create index ix_saved_method_expires on saved_method (expires_on) where removed_at is null;

-- What became of it: as it stood after each change.
create table saved_method_event (
  method_id uuid not null constraint fk_saved_method_event_method references saved_method,
  no integer not null constraint ck_saved_method_event_no check (no > 0),
  kind text not null constraint ck_saved_method_event_kind check (kind in ('kept', 'replaced', 'updated', 'removed')),
  brand text,
  last_four text not null,
  expires_on date,
  by text not null,
  at timestamptz not null,
  primary key (method_id, no)
);
create trigger tr_saved_method_event_append_only before update or delete on saved_method_event
  for each row execute function append_only();

-- One visit to the processor's page to keep a method: recorded before the processor is called, as a payment attempt is.
create table method_setup (
  -- Also the form's operation id and the idempotency key at the processor.
  id uuid primary key,
  purpose text not null constraint ck_method_setup_purpose check (purpose in
    ('wallet', 'autopay', 'schedule', 'guest_schedule')),
  user_id uuid constraint fk_method_setup_user references portal_user,
  -- Where the person goes on afterwards.
  customer_account_id uuid constraint fk_method_setup_customer_account references customer_account,
  -- The method that the new one takes the place of.
  replaces_id uuid constraint fk_method_setup_replaces references saved_method,
  state text not null constraint ck_method_setup_state check (state in
    ('sending', 'unknown', 'awaiting_payer', 'kept', 'failed', 'canceled')),
  language text not null constraint ck_method_setup_language check (language in ('en', 'es')),
  email text,
  session_id text constraint ux_method_setup_session unique,
  session_url text,
  method_id uuid constraint fk_method_setup_method references saved_method,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  changed_at timestamptz not null,
  check_at timestamptz,
  constraint ck_method_setup_kept_has_method check ((state = 'kept') = (method_id is not null)),
  constraint ck_method_setup_guest_has_no_user check ((purpose = 'guest_schedule') = (user_id is null))
);
create index ix_method_setup_check on method_setup (check_at) where check_at is not null;
create index ix_method_setup_user on method_setup (user_id);

-- Methods that the processor is still to forget.
create table method_to_forget (
  processor_method_id text primary key,
  asked_at timestamptz not null,
  next_at timestamptz,
  done_at timestamptz,
  constraint ck_method_to_forget_next check ((done_at is null) = (next_at is not null))
);
create index ix_method_to_forget_next on method_to_forget (next_at) where next_at is not null;
