-- Moving in and out: who did it when, with which final bill, and where service goes between tenants.

-- Between tenants a premise is served on its owner's account. One owner at a time.
create table landlord_agreement (
  id uuid primary key,
  premise_id uuid not null constraint fk_landlord_agreement_premise references premise,
  customer_account_id uuid not null constraint fk_landlord_agreement_customer_account references customer_account,
  -- The first day counts, the last does not.
  starts_on date not null,
  ends_on date,
  made_at timestamptz not null,
  made_by text not null,
  ended_at timestamptz,
  ended_by text,
  constraint ck_landlord_agreement_ends_after_start check (ends_on >= starts_on),
  constraint ck_landlord_agreement_ended_has_who check (
    (ends_on is null) = (ended_at is null) and (ended_at is null) = (ended_by is null)),
  constraint ux_landlord_agreement_one_at_a_time
    exclude using gist (premise_id with =, daterange(starts_on, ends_on) with &&)
);
create index ix_landlord_agreement_account on landlord_agreement (customer_account_id);

-- A service begun or ended at a premise. The id is that of the form: the same form moves once.
create table service_move (
  id uuid primary key,
  kind text not null constraint ck_service_move_kind check (kind in ('start', 'end')),
  customer_account_id uuid not null constraint fk_service_move_customer_account references customer_account,
  premise_id uuid not null constraint fk_service_move_premise references premise,
  -- First day served, or the day of the stop read, which is not billed.
  moved_on date not null,
  -- The owner's account that service went back to, or was taken from, on the same day.
  landlord_account_id uuid constraint fk_service_move_landlord_account references customer_account,
  final_bill_id uuid constraint fk_service_move_final_bill references bill constraint ux_service_move_final_bill unique,
  -- The account was closed by it.
  closes boolean not null,
  -- Where mail goes from now on: an address as JSON.
  forwarding jsonb,
  moved_at timestamptz not null,
  moved_by text not null,
  constraint ck_service_move_only_an_end_closes check (kind = 'end' or not closes),
  constraint ck_service_move_final_bill_closes check (final_bill_id is null or closes),
  constraint ck_service_move_landlord_is_another check (landlord_account_id <> customer_account_id)
);
create index ix_service_move_account on service_move (customer_account_id, moved_at);
create index ix_service_move_premise on service_move (premise_id, moved_on);

create trigger tr_service_move_append_only before update or delete on service_move
  for each row execute function append_only();
create trigger tr_landlord_agreement_no_delete before delete on landlord_agreement
  for each row execute function append_only();

-- An account is closed when nothing is served on it, and nothing is promised to come back to it.
create function closed_account_is_unserved() returns trigger language plpgsql as $$
begin
  if exists (select from service_agreement where customer_account_id = new.id
      and (ends_on is null or ends_on > new.closed_on)) then
    raise exception 'Account % is still served after %.', new.number, new.closed_on
      using errcode = 'check_violation', constraint = 'ck_customer_account_closed_is_unserved',
        table = 'customer_account';
  end if;
  if exists (select from landlord_agreement where customer_account_id = new.id
      and (ends_on is null or ends_on > new.closed_on)) then
    raise exception 'Account % is the owner''s under a landlord agreement.', new.number
      using errcode = 'check_violation', constraint = 'ck_customer_account_closed_is_no_landlord',
        table = 'customer_account';
  end if;
  return new;
end $$;
create trigger tr_customer_account_closed_is_unserved before update of closed_on on customer_account
  for each row when (new.closed_on is not null) execute function closed_account_is_unserved();

insert into number_series (name, next) values ('account', 4000000000) on conflict do nothing;
