-- A misapplied payment is moved: taken back where it was, posted anew where it belongs.

-- Of a payment that was moved: the operation by which the money came in. What a bank returns is all of one item.
alter table payment add column item_id uuid;
create index ix_payment_item on payment (item_id) where item_id is not null;

alter table payment_reversal drop constraint ck_payment_reversal_cause, add constraint ck_payment_reversal_cause
  check (cause in ('correction', 'returned_item', 'disputed', 'moved'));

create table payment_transfer (
  -- The operation: the payments that it posted carry it.
  id uuid primary key,
  payment_id uuid not null constraint fk_payment_transfer_reversal references payment_reversal
    constraint ux_payment_transfer_payment unique,
  from_account_id uuid not null constraint fk_payment_transfer_from references customer_account,
  to_account_id uuid not null constraint fk_payment_transfer_to references customer_account,
  amount_cents bigint not null constraint ck_payment_transfer_amount check (amount_cents > 0),
  note text not null constraint ck_payment_transfer_note check (length(btrim(note)) between 1 and 500),
  moved_on date not null,
  moved_at timestamptz not null,
  moved_by text not null,
  approved_by text,
  constraint ck_payment_transfer_two_accounts check (from_account_id <> to_account_id),
  constraint ck_payment_transfer_second_person check (approved_by <> moved_by)
);
create index ix_payment_transfer_from on payment_transfer (from_account_id, moved_on);
create index ix_payment_transfer_to on payment_transfer (to_account_id);
create trigger tr_payment_transfer_append_only before update or delete on payment_transfer
  for each row execute function append_only();

-- What one person moves alone is limited like what one corrects alone; amounts in parts count together.
create function payment_transfer_is_sound() returns trigger language plpgsql as $$
declare
  alone bigint;
  rule jsonb := money_rule_on('adjustments', new.moved_on);
begin
  if is_own_account(new.moved_by, new.from_account_id) or is_own_account(new.moved_by, new.to_account_id)
    or new.approved_by is not null and (is_own_account(new.approved_by, new.from_account_id)
      or is_own_account(new.approved_by, new.to_account_id)) then
    raise exception 'Nobody moves money of an account of their own.'
      using errcode = 'check_violation', constraint = 'ck_payment_transfer_own_account', table = 'payment_transfer';
  end if;
  if not exists (select from payment p join payment_reversal r on r.payment_id = p.id and r.cause = 'moved'
      where p.id = new.payment_id and p.customer_account_id = new.from_account_id
        and p.amount_cents >= new.amount_cents) then
    raise exception 'Payment % of account % was not taken back to be moved.', new.payment_id, new.from_account_id
      using errcode = 'check_violation', constraint = 'ck_payment_transfer_of_account', table = 'payment_transfer';
  end if;
  select coalesce(sum(amount_cents), 0) into alone from payment_transfer
    where from_account_id = new.from_account_id and approved_by is null
      and moved_on > new.moved_on - coalesce((rule ->> 'limit_window_days')::int, 30);
  if new.approved_by is null and new.amount_cents + alone > (rule -> 'limits' ->> 'correction')::bigint then
    raise exception '% cents are moved by two people.', new.amount_cents + alone
      using errcode = 'check_violation', constraint = 'ck_payment_transfer_limit', table = 'payment_transfer';
  end if;
  return new;
end $$;
create trigger tr_payment_transfer_is_sound before insert on payment_transfer
  for each row execute function payment_transfer_is_sound();

-- Asked when the transaction ends: a preview names somebody and is undone.
create function payment_transfer_approval_given() returns trigger language plpgsql as $$
begin
  if not was_approved(new.id, least(new.from_account_id, new.to_account_id), new.approved_by) then
    raise exception '% did not approve that payment % is moved.', new.approved_by, new.payment_id
      using errcode = 'check_violation', constraint = 'ck_payment_transfer_approval_given', table = 'payment_transfer';
  end if;
  return null;
end $$;
create constraint trigger ck_payment_transfer_approval_given after insert on payment_transfer
  deferrable initially deferred for each row
  when (new.approved_by is not null) execute function payment_transfer_approval_given();

-- Somebody said what a payment pays on its own account; the allocations tell the rest.
create table payment_reallocation (
  id uuid primary key,
  payment_id uuid not null constraint fk_payment_reallocation_payment references payment,
  note text not null constraint ck_payment_reallocation_note check (length(btrim(note)) between 1 and 500),
  made_at timestamptz not null,
  made_by text not null
);
create index ix_payment_reallocation_payment on payment_reallocation (payment_id);
create trigger tr_payment_reallocation_append_only before update or delete on payment_reallocation
  for each row execute function append_only();
create function payment_reallocation_is_of_others() returns trigger language plpgsql as $$
begin
  if exists (select from payment p where p.id = new.payment_id and is_own_account(new.made_by, p.customer_account_id))
  then
    raise exception 'Nobody reallocates a payment of an account of their own.'
      using errcode = 'check_violation', constraint = 'ck_payment_reallocation_own_account',
        table = 'payment_reallocation';
  end if;
  return new;
end $$;
create trigger tr_payment_reallocation_is_of_others before insert on payment_reallocation
  for each row execute function payment_reallocation_is_of_others();
