-- Payment extensions and arrangements: what is owed, paid later on days that were agreed, current bills besides.
alter table money_rule drop constraint ck_money_rule_kind, add constraint ck_money_rule_kind check (kind in
  ('adjustments', 'late_charges', 'fees', 'security_deposits', 'leaks', 'budget_billing', 'arrangements'));

create table payment_arrangement (
  -- Made with the form: the same id is the same wish.
  id uuid primary key,
  customer_account_id uuid not null constraint fk_payment_arrangement_customer_account references customer_account,
  -- The released rule whose figures hold for it, whatever the city decides later.
  rule_id uuid not null constraint fk_payment_arrangement_rule references money_rule_release,
  kind text not null constraint ck_payment_arrangement_kind check (kind in ('extension', 'arrangement')),
  -- What was open of the covered items when it was agreed.
  covered_cents bigint not null constraint ck_payment_arrangement_covered check (covered_cents > 0),
  agreed_on date not null,
  agreed_at timestamptz not null,
  agreed_by text not null,
  -- What a resident agreed to; null when the office agreed with them.
  consent_id uuid constraint fk_payment_arrangement_consent references consent,
  state text not null default 'active'
    constraint ck_payment_arrangement_state check (state in ('active', 'kept', 'broken', 'ended')),
  ended_at timestamptz,
  ended_by text,
  -- Why the office ended it, in its words.
  end_note text,
  constraint ck_payment_arrangement_resident_agreed
    check (agreed_by not like 'resident:%' or consent_id is not null),
  constraint ck_payment_arrangement_end_recorded check (
    (state = 'active') = (ended_at is null) and (state = 'active') = (ended_by is null)
    and (state = 'ended') = (coalesce(length(trim(end_note)), 0) > 0))
);
create unique index ux_payment_arrangement_one_active on payment_arrangement (customer_account_id)
  where state = 'active';
create index ix_payment_arrangement_account on payment_arrangement (customer_account_id, agreed_at);

-- What it covers: the part of an item that was open when it was agreed.
create table arrangement_item (
  arrangement_id uuid not null constraint fk_arrangement_item_arrangement references payment_arrangement,
  open_item_id uuid not null constraint fk_arrangement_item_open_item references open_item,
  covered_cents bigint not null constraint ck_arrangement_item_covered check (covered_cents > 0),
  -- Keeps the item from being charged for lateness while the agreement stands.
  hold_id uuid not null constraint fk_arrangement_item_hold references account_hold,
  primary key (arrangement_id, open_item_id)
);
create index ix_arrangement_item_open_item on arrangement_item (open_item_id);

-- When how much of it is to be paid; number 0 is the down payment.
create table arrangement_installment (
  arrangement_id uuid not null constraint fk_arrangement_installment_arrangement references payment_arrangement,
  no integer not null constraint ck_arrangement_installment_no check (no >= 0),
  due_on date not null,
  amount_cents bigint not null constraint ck_arrangement_installment_amount check (amount_cents > 0),
  primary key (arrangement_id, no)
);

-- What the customer was told about it: a payment is near, one was missed, a current bill was.
create table arrangement_notice (
  arrangement_id uuid not null constraint fk_arrangement_notice_arrangement references payment_arrangement,
  kind text not null constraint ck_arrangement_notice_kind check (kind in ('reminder', 'missed', 'bill_missed')),
  -- Of the payment or the bill it is about.
  due_on date not null,
  told_on date not null,
  primary key (arrangement_id, kind, due_on)
);

-- What is agreed adds up: payments to what is covered, and covered items to the same; no payment before the one before.
create function arrangement_adds_up(arrangement uuid) returns boolean language sql stable as $$
  select a.covered_cents = (select sum(n.amount_cents) from arrangement_installment n where n.arrangement_id = a.id)
    and a.covered_cents = (select sum(i.covered_cents) from arrangement_item i where i.arrangement_id = a.id)
    and not exists (
      select from arrangement_item i join open_item o on o.id = i.open_item_id
      where i.arrangement_id = a.id
        and (o.customer_account_id <> a.customer_account_id or i.covered_cents > o.amount_cents))
    and not exists (
      select from arrangement_installment n join arrangement_installment m
        on m.arrangement_id = n.arrangement_id and m.no < n.no and m.due_on >= n.due_on
      where n.arrangement_id = a.id)
    and not exists (
      select from arrangement_installment n where n.arrangement_id = a.id and n.due_on < a.agreed_on)
  from payment_arrangement a where a.id = arrangement
$$;
create function payment_arrangement_adds_up() returns trigger language plpgsql as $$
declare
  agreed uuid := (to_jsonb(new) ->> case tg_table_name when 'payment_arrangement' then 'id' else 'arrangement_id' end);
begin
  if arrangement_adds_up(agreed) is not true then
    raise exception 'Arrangement % does not add up.', agreed
      using errcode = 'check_violation', constraint = tg_name, table = tg_table_name;
  end if;
  return null;
end $$;
create constraint trigger ck_payment_arrangement_adds_up after insert on payment_arrangement
  deferrable initially deferred for each row execute function payment_arrangement_adds_up();
create constraint trigger ck_arrangement_item_adds_up after insert on arrangement_item
  deferrable initially deferred for each row execute function payment_arrangement_adds_up();
create constraint trigger ck_arrangement_installment_adds_up after insert on arrangement_installment
  deferrable initially deferred for each row execute function payment_arrangement_adds_up();

-- Begins active, on an account that is open and not on budget billing, under a rule of its kind.
create function payment_arrangement_may_begin() returns trigger language plpgsql as $$
declare
  broken text := case
    when new.state <> 'active' then 'ck_payment_arrangement_begins_active'
    when not exists (select from money_rule r where r.id = new.rule_id and r.kind = 'arrangements'
        and r.effective_on <= new.agreed_on) then 'ck_payment_arrangement_rule_holds'
    when exists (select from customer_account a where a.id = new.customer_account_id and a.closed_on is not null)
      then 'ck_payment_arrangement_account_open'
    when exists (select from budget_enrollment n
        where n.customer_account_id = new.customer_account_id and n.state <> 'ended')
      then 'ck_payment_arrangement_not_on_budget' end;
begin
  if broken is not null then
    raise exception 'Account % cannot begin an arrangement.', new.customer_account_id
      using errcode = 'check_violation', constraint = broken, table = 'payment_arrangement';
  end if;
  return new;
end $$;
create trigger tr_payment_arrangement_may_begin before insert on payment_arrangement
  for each row execute function payment_arrangement_may_begin();
create function budget_enrollment_has_no_arrangement() returns trigger language plpgsql as $$
begin
  if exists (select from payment_arrangement a
      where a.customer_account_id = new.customer_account_id and a.state = 'active') then
    raise exception 'Account % has an arrangement.', new.customer_account_id using errcode = 'check_violation',
      constraint = 'ck_budget_enrollment_no_arrangement', table = 'budget_enrollment';
  end if;
  return new;
end $$;
create trigger tr_budget_enrollment_without_arrangement before insert on budget_enrollment
  for each row execute function budget_enrollment_has_no_arrangement();

-- It only ends, once.
create function payment_arrangement_keeps_what_was_agreed() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state <> 'active'
      or to_jsonb(new) - '{state,ended_at,ended_by,end_note}'::text[]
        <> to_jsonb(old) - '{state,ended_at,ended_by,end_note}'::text[] then
    raise exception 'An arrangement only ends.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'payment_arrangement';
  end if;
  return new;
end $$;
create trigger tr_payment_arrangement_keeps_what_was_agreed before update or delete on payment_arrangement
  for each row execute function payment_arrangement_keeps_what_was_agreed();
create trigger tr_arrangement_item_append_only before update or delete on arrangement_item
  for each row execute function append_only();
create trigger tr_arrangement_installment_append_only before update or delete on arrangement_installment
  for each row execute function append_only();
create trigger tr_arrangement_notice_append_only before update or delete on arrangement_notice
  for each row execute function append_only();

-- Where an account's active arrangement stands on a day; no row without one. What it has received is derived: what
-- was covered less what is still open of it.
create function arrangement_on(account uuid, day date) returns table (
    arrangement_id uuid, received_cents bigint, open_overdue_cents bigint, late_cents bigint, late_since date,
    next_due_on date, next_cents bigint) language sql stable as $$
  select a.id, a.covered_cents - covered.open, covered.overdue,
    coalesce(sum(n.unpaid) filter (where n.due_on < day), 0)::bigint,
    min(n.due_on) filter (where n.due_on < day and n.unpaid > 0),
    min(n.due_on) filter (where n.due_on >= day and n.unpaid > 0),
    (array_agg(n.unpaid order by n.due_on) filter (where n.due_on >= day and n.unpaid > 0))[1]
  from payment_arrangement a
  cross join lateral (
    select sum(least(o.open_cents, i.covered_cents))::bigint as open,
      coalesce(sum(least(o.open_cents, i.covered_cents)) filter (where o.due_on < day), 0)::bigint as overdue
    from arrangement_item i join open_item o on o.id = i.open_item_id where i.arrangement_id = a.id) covered
  cross join lateral (
    select m.due_on, greatest(0, least(m.amount_cents,
      sum(m.amount_cents) over (order by m.no) - (a.covered_cents - covered.open)))::bigint as unpaid
    from arrangement_installment m where m.arrangement_id = a.id) n
  where a.customer_account_id = account and a.state = 'active'
  group by a.id, covered.open, covered.overdue
$$;

-- Of a bill on an arrangement no more is late than what was promised by then.
alter function past_due_cents(uuid, date) rename to past_due_as_billed_cents;
create function past_due_cents(account uuid, day date) returns bigint language sql stable as $$
  select greatest(0, past_due_as_billed_cents(account, day)
    + coalesce((select a.late_cents - a.open_overdue_cents from arrangement_on(account, day) a), 0))
$$;

-- What of an account falls due next and what is late on a day: by its bills, by its budget, or by what was promised.
create function owed_on(account uuid, day date) returns table (
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
    where i.customer_account_id = account and i.open_cents > coalesce(c.covered_cents, 0)) due
  cross join (
    select count(*) as days,
      min(u.due_on) filter (where u.due_on >= day and u.unpaid_cents > 0) as next_due_on,
      min(u.due_on) filter (where u.due_on < day and u.unpaid_cents > 0) as past_due_on
    from asked_and_unpaid(account) u) asked
  left join arrangement_on(account, day) agreed on true
$$;
