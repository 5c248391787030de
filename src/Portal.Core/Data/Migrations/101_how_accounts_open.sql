-- How a start or an end of service was asked for, and what was known of somebody before their account was opened.

alter table service_move
  add column source text constraint ck_service_move_source check (source in ('call', 'letter', 'counter', 'site')),
  -- What the customer asked for on the site, which this did.
  add column request_id uuid constraint fk_service_move_request references customer_request,
  -- The start of service elsewhere that an end goes with: somebody moved within the city.
  add column transfer_id uuid constraint fk_service_move_transfer references service_move
    constraint ux_service_move_transfer unique,
  -- Those from before do not say.
  add constraint ck_service_move_source_said check (source is not null) not valid,
  add constraint ck_service_move_site_has_request check (source <> 'site' or request_id is not null) not valid,
  add constraint ck_service_move_transfer_goes_on check (transfer_id is null or (kind = 'end' and not closes));

-- Who they are was proved, and a deposit was demanded or somebody says why not (16 CFR 681.1; the
-- deposit rules of the city).
create table account_opening (
  customer_account_id uuid primary key
    constraint fk_account_opening_customer_account references customer_account,
  move_id uuid not null constraint fk_account_opening_move references service_move
    constraint ux_account_opening_move unique,
  occupancy text not null constraint ck_account_opening_occupancy check (occupancy in ('owner', 'tenant')),
  -- What was looked at, without its number.
  identity_note text not null
    constraint ck_account_opening_identity_note check (length(trim(identity_note)) between 1 and 1000),
  deposit_demand_id uuid constraint fk_account_opening_deposit_demand references deposit_demand
    constraint ux_account_opening_deposit_demand unique,
  no_deposit_reason text
    constraint ck_account_opening_no_deposit_reason check (length(trim(no_deposit_reason)) between 1 and 1000),
  constraint ck_account_opening_deposit check (num_nonnulls(deposit_demand_id, no_deposit_reason) = 1)
);
create trigger tr_account_opening_append_only before update or delete on account_opening
  for each row execute function append_only();

-- The place that an account is named for changes only where its service went.
create function account_moves_by_transfer() returns trigger language plpgsql as $$
begin
  if not exists (select from service_move gone join service_move come on come.id = gone.transfer_id
      where gone.customer_account_id = new.id and gone.premise_id = old.premise_id
        and come.premise_id = new.premise_id) then
    raise exception 'Account % goes to another place by a transfer of its service.', new.number
      using errcode = 'check_violation', constraint = 'ck_customer_account_moves_by_transfer',
        table = 'customer_account';
  end if;
  return new;
end $$;
create trigger tr_customer_account_moves_by_transfer before update on customer_account
  for each row when (old.premise_id is distinct from new.premise_id) execute function account_moves_by_transfer();
