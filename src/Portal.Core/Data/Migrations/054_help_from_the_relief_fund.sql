-- Help from the relief fund: a household asks, one of the office proposes, another approves.
alter table request_topic drop constraint ck_request_topic_kind, add constraint ck_request_topic_kind check (kind in
  ('question', 'dispute', 'refund', 'start', 'stop', 'move', 'problem', 'legal_name', 'assistance'));
alter table customer_request drop constraint ck_customer_request_kind,
  add constraint ck_customer_request_kind check (kind in
    ('question', 'dispute', 'refund', 'start', 'stop', 'move', 'problem', 'legal_name', 'assistance'));
insert into request_topic (code, kind, name_en, name_es, acknowledge_days, answer_days, lead_days, pay_days, sort)
values
  ('assistance', 'assistance', 'Help to pay a bill', 'Ayuda para pagar una factura', 1, 10, null, null, 10);
create unique index ux_customer_request_one_assistance on customer_request (customer_account_id)
  where kind = 'assistance' and state not in ('answered', 'closed');

alter table payment drop constraint ck_payment_tender,
  add constraint ck_payment_tender check (tender in
    ('cash', 'check', 'money_order', 'cashiers_check', 'card', 'bank_debit', 'wire', 'lockbox', 'security_deposit',
      'assistance'));

-- A deposit is taken in money: no deposit that was given back, and nothing of the fund.
alter table security_deposit drop constraint ck_security_deposit_tender,
  add constraint ck_security_deposit_tender check (tender in
    ('cash', 'check', 'money_order', 'cashiers_check', 'card', 'bank_debit', 'wire', 'lockbox', 'security_deposit',
      'assistance')),
  add constraint ck_security_deposit_is_money check (
    tender <> 'security_deposit' and tender <> 'assistance');

-- What the fund paid on an account, as a payment of the account. Taken back when its payment is reversed.
create table relief_grant (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_relief_grant_account references customer_account,
  request_id uuid constraint fk_relief_grant_request references customer_request,
  payment_id uuid not null constraint fk_relief_grant_payment references payment
    constraint ux_relief_grant_payment unique,
  amount_cents bigint not null constraint ck_relief_grant_amount check (amount_cents > 0),
  note text not null constraint ck_relief_grant_note check (length(trim(note)) > 0),
  granted_on date not null,
  granted_at timestamptz not null,
  proposed_by text not null,
  approved_by text not null,
  constraint ck_relief_grant_second_person check (approved_by <> proposed_by)
);
create index ix_relief_grant_account on relief_grant (customer_account_id);
create index ix_relief_grant_granted_on on relief_grant (granted_on);
create trigger tr_relief_grant_append_only before update or delete on relief_grant
  for each row execute function append_only();

-- What the fund has left: gifts that the bank did not take back, less grants that were not taken back.
create function relief_fund_cents() returns bigint language sql stable as $$
  select (coalesce((select sum(g.amount_cents) from relief_gift g
      where not exists (select from relief_gift_reversal r where r.attempt_id = g.attempt_id)), 0)
    - coalesce((select sum(g.amount_cents) from relief_grant g
      where not exists (select from payment_reversal r where r.payment_id = g.payment_id)), 0))::bigint
$$;

-- One grant after another: each sees what the one before left. The lock ends with the transaction.
create function relief_grant_is_within_fund() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('relief_fund'));
  if relief_fund_cents() < 0 then
    raise exception 'The relief fund does not have % cents.', new.amount_cents
      using errcode = 'check_violation', constraint = 'ck_relief_grant_within_fund', table = 'relief_grant';
  end if;
  if not exists (select from payment p where p.id = new.payment_id and p.tender = 'assistance'
      and p.amount_cents = new.amount_cents and p.customer_account_id = new.customer_account_id) then
    raise exception 'Grant % is no such payment.', new.id
      using errcode = 'check_violation', constraint = 'ck_relief_grant_of_payment', table = 'relief_grant';
  end if;
  return null;
end $$;
create trigger tr_relief_grant_is_within_fund after insert on relief_grant
  for each row execute function relief_grant_is_within_fund();
