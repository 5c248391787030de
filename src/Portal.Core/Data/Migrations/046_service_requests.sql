-- Service that customers ask to start, stop or move; the office does it.

create table service_request (
  request_id uuid primary key constraint fk_service_request_request references customer_request,
  stop_premise_id uuid constraint fk_service_request_stop_premise references premise,
  stop_on date,
  -- Where the final bill goes; a MailingAddress.
  forwarding jsonb,
  start_premise_id uuid constraint fk_service_request_start_premise references premise,
  -- As typed, where it is none that the city knows.
  start_place text constraint ck_service_request_start_place check (length(trim(start_place)) between 1 and 200),
  start_on date,
  occupancy text constraint ck_service_request_occupancy check (occupancy in ('owner', 'tenant')),
  legal_name text constraint ck_service_request_legal_name check (length(trim(legal_name)) between 1 and 300),
  phone text constraint ck_service_request_phone check (length(trim(phone)) between 1 and 40),
  -- The deposit that was told of before it was sent; null when none would be asked for.
  deposit_told_cents bigint constraint ck_service_request_deposit_told check (deposit_told_cents > 0),
  constraint ck_service_request_does_something check (stop_on is not null or start_on is not null),
  constraint ck_service_request_stop check ((stop_on is null) = (stop_premise_id is null)),
  constraint ck_service_request_start check (
    case when start_on is null then num_nulls(start_premise_id, start_place, occupancy, legal_name, phone) = 5
    else num_nonnulls(start_premise_id, start_place) = 1 and num_nulls(occupancy, legal_name, phone) = 0 end),
  constraint ck_service_request_forwarding check (forwarding is null or stop_on is not null)
);
create trigger tr_service_request_append_only before update or delete on service_request
  for each row execute function append_only();

-- That somebody compared who asks with their proof of identity.
create table identity_check (
  request_id uuid primary key constraint fk_identity_check_request references service_request,
  is_confirmed boolean not null,
  note text not null constraint ck_identity_check_note check (length(trim(note)) between 1 and 1000),
  checked_at timestamptz not null,
  checked_by text not null
);
create trigger tr_identity_check_append_only before update or delete on identity_check
  for each row execute function append_only();
