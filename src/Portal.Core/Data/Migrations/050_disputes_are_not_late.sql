-- What is in dispute is asked for when it is decided: until then it is neither late nor missed (PUC 10010; domain §3.1).

create or replace function past_due_as_billed_cents(account uuid, day date) returns bigint language sql stable as $$
  select coalesce(
    (select sum(u.unpaid_cents) filter (where u.due_on < day) from asked_and_unpaid(account) u),
    (select sum(i.open_cents) from open_item i where i.customer_account_id = account and i.open_cents > 0
      and not i.is_disputed
      and i.due_on < day and not exists (select from budget_entry e where e.customer_account_id = account)),
    0)::bigint
$$;

-- A disputed part of what an arrangement covers counts as made where its payments fall due, never as received.
create or replace function arrangement_on(account uuid, day date) returns table (
    arrangement_id uuid, received_cents bigint, open_overdue_cents bigint, late_cents bigint, late_since date,
    next_due_on date, next_cents bigint) language sql stable as $$
  select a.id, a.covered_cents - covered.open - covered.disputed, covered.overdue,
    coalesce(sum(n.unpaid) filter (where n.due_on < day), 0)::bigint,
    min(n.due_on) filter (where n.due_on < day and n.unpaid > 0),
    min(n.due_on) filter (where n.due_on >= day and n.unpaid > 0),
    (array_agg(n.unpaid order by n.due_on) filter (where n.due_on >= day and n.unpaid > 0))[1]
  from payment_arrangement a
  cross join lateral (
    select coalesce(sum(c.cents) filter (where not c.is_disputed), 0)::bigint as open,
      coalesce(sum(c.cents) filter (where c.is_disputed), 0)::bigint as disputed,
      coalesce(sum(c.cents) filter (where c.due_on < day and not c.is_disputed), 0)::bigint as overdue
    from (
      select least(o.open_cents, i.covered_cents) as cents, o.due_on, o.is_disputed
      from arrangement_item i join open_item o on o.id = i.open_item_id where i.arrangement_id = a.id) c) covered
  cross join lateral (
    select m.due_on, greatest(0, least(m.amount_cents,
      sum(m.amount_cents) over (order by m.no) - (a.covered_cents - covered.open)))::bigint as unpaid
    from arrangement_installment m where m.arrangement_id = a.id) n
  where a.customer_account_id = account and a.state = 'active'
  group by a.id, covered.open, covered.disputed, covered.overdue
$$;

create or replace function owed_on(account uuid, day date) returns table (
    next_due_on date, past_due_on date, past_due_cents bigint, was_on_budget boolean, has_arrangement boolean)
  language sql stable as $$
  select least(case when asked.days > 0 then asked.next_due_on else due.next_due_on end, agreed.next_due_on),
    least(case when asked.days > 0 then asked.past_due_on else due.past_due_on end, agreed.late_since),
    past_due_cents(account, day), asked.days > 0, agreed.arrangement_id is not null
  from (
    select min(i.due_on) filter (where i.due_on >= day) as next_due_on,
      min(i.due_on) filter (where i.due_on < day) as past_due_on
    from open_item i
    left join (arrangement_item c join payment_arrangement g on g.id = c.arrangement_id and g.state = 'active')
      on c.open_item_id = i.id
    where i.customer_account_id = account and not i.is_disputed and i.open_cents > coalesce(c.covered_cents, 0)) due
  cross join (
    select count(*) as days,
      min(u.due_on) filter (where u.due_on >= day and u.unpaid_cents > 0) as next_due_on,
      min(u.due_on) filter (where u.due_on < day and u.unpaid_cents > 0) as past_due_on
    from asked_and_unpaid(account) u) asked
  left join arrangement_on(account, day) agreed on true
$$;

-- What an account is asked for by a day, all where no day is said: what it owes, less what budget billing defers, what
-- is disputed, and what an arrangement lets wait beyond that day.
create function asked_by_cents(account uuid, day date) returns bigint language sql stable as $$
  select a.balance_cents - a.deferred_cents - disputed.open - coalesce(waits.cents, 0)
  from customer_account a
  cross join lateral (
    select coalesce(sum(o.open_cents), 0)::bigint as open from open_item o
    where o.customer_account_id = a.id and o.is_disputed) disputed
  left join lateral (
    select sum(greatest(0, least(m.amount_cents, m.so_far - (g.covered_cents - covered.open))))::bigint as cents
    from payment_arrangement g
    cross join lateral (
      select coalesce(sum(least(o.open_cents, i.covered_cents)), 0) as open
      from arrangement_item i join open_item o on o.id = i.open_item_id
      where i.arrangement_id = g.id and not o.is_disputed) covered
    cross join lateral (
      select n.due_on, n.amount_cents, sum(n.amount_cents) over (order by n.no) as so_far
      from arrangement_installment n where n.arrangement_id = g.id) m
    where g.customer_account_id = a.id and g.state = 'active' and m.due_on > day) waits on true
  where a.id = account
$$;

-- Something that was made up and came back is told again: a notice is of the day on which it was told.
alter table arrangement_notice drop constraint arrangement_notice_pkey;
alter table arrangement_notice add primary key (arrangement_id, kind, due_on, told_on);
