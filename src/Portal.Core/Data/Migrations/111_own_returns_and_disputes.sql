-- Own accounts, as in 089: restrictions lifted, returns that a person records, disputes decided.
create function payment_restriction_of_own_account() returns trigger language plpgsql as $$
begin
  if exists (select from customer_account a
      where a.customer_id = new.customer_id and is_own_account(new.lifted_by, a.id)) then
    raise exception 'Nobody lifts a restriction of their own.'
      using errcode = 'check_violation', constraint = 'ck_payment_restriction_own_account',
        table = 'payment_restriction';
  end if;
  return new;
end $$;
create trigger tr_payment_restriction_of_own_account before update on payment_restriction
  for each row when (new.lifted_by like 'staff:%') execute function payment_restriction_of_own_account();

-- What a bank's file or the processor tells is nobody's own doing.
create function returned_payment_of_own_account() returns trigger language plpgsql as $$
begin
  if is_own_account(new.recorded_by, (select customer_account_id from payment where id = new.payment_id)) then
    raise exception 'Nobody records the return of a payment of their own.'
      using errcode = 'check_violation', constraint = 'ck_returned_payment_own_account', table = 'returned_payment';
  end if;
  return new;
end $$;
create trigger tr_returned_payment_of_own_account before insert on returned_payment
  for each row when (new.source = 'person') execute function returned_payment_of_own_account();

create function dispute_decision_of_own_account() returns trigger language plpgsql as $$
begin
  if is_own_account(
      new.decided_by, (select customer_account_id from customer_request where id = new.request_id)) then
    raise exception 'Nobody decides a dispute of their own.'
      using errcode = 'check_violation', constraint = 'ck_dispute_decision_own_account', table = 'dispute_decision';
  end if;
  return new;
end $$;
create trigger tr_dispute_decision_of_own_account before insert on dispute_decision
  for each row execute function dispute_decision_of_own_account();
