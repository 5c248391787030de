-- What an account is asked for, and what of what it owes is not: under an arrangement until later, or in dispute.

-- Asked for is what falls due by a day, or by the last due day of what is billed and not under an arrangement where
-- that is later: a bill on its way to its due day is asked for, with the payments of an arrangement until then.
create function asking_on(account uuid, day date) returns table (
    by_day date, asked_cents bigint, arranged_cents bigint, arranged_on date, arranged_next_cents bigint,
    disputed_cents bigint) language sql stable as $$
  select due.by_day, asked.cents,
    greatest(0, a.balance_cents - a.deferred_cents - disputed.cents - asked.cents)::bigint,
    later.next_due_on, coalesce(later.next_cents, 0)::bigint, disputed.cents
  from customer_account a
  cross join lateral (
    select greatest(day, max(o.due_on)) as by_day
    from open_item o
    left join (arrangement_item c join payment_arrangement g on g.id = c.arrangement_id and g.state = 'active')
      on c.open_item_id = o.id
    where o.customer_account_id = a.id and not o.is_disputed and o.open_cents > coalesce(c.covered_cents, 0)) due
  cross join lateral (select asked_by_cents(a.id, due.by_day) as cents) asked
  cross join lateral (
    select coalesce(sum(o.open_cents), 0)::bigint as cents from open_item o
    where o.customer_account_id = a.id and o.is_disputed) disputed
  left join lateral arrangement_on(a.id, due.by_day + 1) later on true
  where a.id = account
$$;

-- What of what was owed a bill did not ask for, as it was issued: the same bill reads the same ever after.
create table bill_wait (
  bill_id uuid primary key constraint fk_bill_wait_bill references bill,
  arranged_cents bigint not null constraint ck_bill_wait_arranged check (arranged_cents >= 0),
  -- The first payment of it after the bill's due day.
  arranged_on date,
  arranged_next_cents bigint not null,
  disputed_cents bigint not null constraint ck_bill_wait_disputed check (disputed_cents >= 0),
  constraint ck_bill_wait_is_something check (arranged_cents + disputed_cents > 0),
  constraint ck_bill_wait_has_next check (
    (arranged_cents > 0) = (arranged_on is not null)
    and (arranged_cents > 0) = (arranged_next_cents > 0) and arranged_next_cents <= arranged_cents)
);
create trigger tr_bill_wait_append_only before update or delete on bill_wait
  for each row execute function append_only();

-- An extension is for a day after what it covers falls due, and no later than the policy allows counted from there.
create function payment_arrangement_extends_in_time() returns trigger language plpgsql as $$
begin
  if new.kind = 'extension' and exists (
    select from arrangement_installment n
    cross join lateral (
      select greatest(new.agreed_on, max(o.due_on)) as due_on
      from arrangement_item i join open_item o on o.id = i.open_item_id where i.arrangement_id = new.id) covered
    join money_rule r on r.id = new.rule_id
    where n.arrangement_id = new.id
      and n.due_on not between covered.due_on + 1
        and covered.due_on + coalesce((r.document -> 'extension' ->> 'most_days')::integer, 14)) then
    raise exception 'Extension % is not for a day that may be chosen.', new.id
      using errcode = 'check_violation', constraint = tg_name, table = 'payment_arrangement';
  end if;
  return null;
end $$;
create constraint trigger ck_payment_arrangement_extends_in_time after insert on payment_arrangement
  deferrable initially deferred for each row execute function payment_arrangement_extends_in_time();
