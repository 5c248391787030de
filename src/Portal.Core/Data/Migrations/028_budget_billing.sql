-- Budget billing: the same amount every month, while what was earned goes to the ledger as ever. An account then has
-- two balances: the actual one, and the due one, which leaves out what was earned and not yet asked for.
alter table customer_account
  -- Earned and not yet asked for; below zero when more was asked for than earned.
  add column deferred_cents bigint not null default 0,
  add constraint ck_customer_account_closed_defers_nothing check (closed_on is null or deferred_cents = 0);

-- That an account is billed by budget, from its next bill on. It leaves, and the bill after that asks for all and ends
-- it.
create table budget_enrollment (
  -- Made with the form: the same id is the same wish.
  id uuid primary key,
  customer_account_id uuid not null constraint fk_budget_enrollment_customer_account references customer_account,
  -- The released rule whose figures hold for it, whatever the city decides later.
  rule_id uuid not null constraint fk_budget_enrollment_rule references money_rule_release,
  kind text not null constraint ck_budget_enrollment_kind check (kind in
    ('fixed_twelfth', 'fixed_eleventh', 'reviewed', 'rolling')),
  -- Actual charges of the twelve months before, oldest first.
  history_cents bigint[] not null constraint ck_budget_enrollment_history check (cardinality(history_cents) = 12),
  first_amount_cents bigint not null constraint ck_budget_enrollment_first_amount check (first_amount_cents >= 0),
  enrolled_on date not null,
  enrolled_at timestamptz not null,
  enrolled_by text not null,
  -- The words that a resident agreed to.
  consent text,
  state text not null default 'active'
    constraint ck_budget_enrollment_state check (state in ('active', 'leaving', 'ended')),
  leave_reason text constraint ck_budget_enrollment_leave_reason check (leave_reason in ('asked', 'missed', 'moved')),
  left_at timestamptz,
  left_by text,
  ended_at timestamptz,
  constraint ck_budget_enrollment_resident_agreed check (
    enrolled_by not like 'resident:%' or coalesce(length(trim(consent)), 0) > 0),
  constraint ck_budget_enrollment_left_has_why check (
    num_nulls(leave_reason, left_at, left_by) = case state when 'active' then 3 else 0 end),
  constraint ck_budget_enrollment_ended_has_when check ((state = 'ended') = (ended_at is not null))
);
create unique index ux_budget_enrollment_one_live on budget_enrollment (customer_account_id) where state <> 'ended';
create index ix_budget_enrollment_account on budget_enrollment (customer_account_id, enrolled_at);

-- Every change of what has gathered, and what it came to: a bill, a bill taken back, the end of a plan without a bill.
create table budget_entry (
  enrollment_id uuid not null constraint fk_budget_entry_enrollment references budget_enrollment,
  no integer not null constraint ck_budget_entry_no check (no > 0),
  customer_account_id uuid not null constraint fk_budget_entry_customer_account references customer_account,
  kind text not null constraint ck_budget_entry_kind check (kind in ('bill', 'canceled', 'settled')),
  bill_id uuid constraint fk_budget_entry_bill references bill,
  -- The how-manieth month of the plan; 0 for a month before it that was billed again.
  month integer not null constraint ck_budget_entry_month check (month >= 0),
  actual_cents bigint not null,
  asked_cents bigint not null,
  -- Actual less asked of this and all entries before it.
  gathered_cents bigint not null,
  -- What each of the months after it is asked for, until it changes.
  next_amount_cents bigint not null,
  -- It settled what had gathered.
  settles boolean not null,
  -- When what it asks for is due.
  due_on date not null,
  entered_at timestamptz not null,
  primary key (enrollment_id, no),
  constraint ck_budget_entry_has_bill check ((bill_id is null) = (kind = 'settled')),
  constraint ck_budget_entry_settled_charges_nothing
    check (kind <> 'settled' or (actual_cents = 0 and gathered_cents = 0))
);
create unique index ux_budget_entry_bill on budget_entry (bill_id) where kind = 'bill';
create unique index ux_budget_entry_canceled on budget_entry (bill_id) where kind = 'canceled';
create index ix_budget_entry_account on budget_entry (customer_account_id, due_on);

-- What was charged to an account with its due days, as far as no credit lowered it, paid or not.
create function charges_of(account uuid) returns table (due_on date, cents bigint) language sql stable as $$
  select i.due_on, (i.open_cents + coalesce((
      select sum(case when l.reverses_id is null then l.amount_cents else -l.amount_cents end)
      from allocation l where l.open_item_id = i.id), 0))::bigint
  from (
    select o.id, o.due_on, o.open_cents from bill b join open_item o on o.bill_id = b.id
      where b.customer_account_id = account
    union all
    select o.id, o.due_on, o.open_cents from adjustment a join open_item o on o.adjustment_id = a.id
      where a.customer_account_id = account) i
$$;

-- Of an account that is or was on budget billing: what it was asked for by each due day, and what of that is unpaid.
-- Who pays, pays the oldest first, so what is due is the newest of what was asked for. No rows for any other account.
create function asked_and_unpaid(account uuid) returns table (due_on date, asked_cents bigint, unpaid_cents bigint)
  language sql stable as $$
  select asked.due_on, asked.cents, greatest(0, least(asked.cents, a.balance_cents - a.deferred_cents
    - coalesce(sum(asked.cents) over (order by asked.due_on desc
        rows between unbounded preceding and 1 preceding), 0)))::bigint
  from customer_account a
  cross join lateral (
    select x.due_on, sum(x.cents)::bigint as cents
    from (
      select c.due_on, c.cents from charges_of(a.id) c
      union all
      select e.due_on, e.asked_cents - e.actual_cents from budget_entry e where e.customer_account_id = a.id) x
    group by x.due_on having sum(x.cents) > 0) asked
  where a.id = account and exists (select from budget_entry e where e.customer_account_id = a.id)
$$;

-- What should have been paid before a day and was not: of an account on budget billing no more than was asked for.
create function past_due_cents(account uuid, day date) returns bigint language sql stable as $$
  select coalesce(
    (select sum(u.unpaid_cents) filter (where u.due_on < day) from asked_and_unpaid(account) u),
    (select sum(i.open_cents) from open_item i where i.customer_account_id = account and i.open_cents > 0
      and i.due_on < day and not exists (select from budget_entry e where e.customer_account_id = account)),
    0)::bigint
$$;

-- What of all that was asked for by a day was not paid by another: of a bill on a budget, how late it was.
create function unpaid_cents(account uuid, due_by date, paid_by date) returns bigint language sql stable as $$
  select greatest(0,
    coalesce((select sum(c.cents) from charges_of(account) c where c.due_on <= due_by), 0)
    + coalesce((select sum(e.asked_cents - e.actual_cents) from budget_entry e
        where e.customer_account_id = account and e.due_on <= due_by), 0)
    - coalesce((select sum(p.amount_cents) from payment p
        where p.customer_account_id = account and p.effective_on <= paid_by
          and not exists (select from payment_reversal r where r.payment_id = p.id)), 0))::bigint
$$;

-- An open account that owes nothing late, with a year of bills, under a released rule about it.
create function budget_enrollment_is_allowed() returns trigger language plpgsql as $$
declare
  broken text;
begin
  broken := case
    when exists (select from customer_account where id = new.customer_account_id and closed_on is not null)
      then 'ck_budget_enrollment_account_open'
    when past_due_cents(new.customer_account_id, new.enrolled_on) > 0 then 'ck_budget_enrollment_not_past_due'
    when 12 > (select count(*) from bill b where b.customer_account_id = new.customer_account_id
        and not exists (select from bill_cancellation c where c.bill_id = b.id))
      then 'ck_budget_enrollment_has_history'
    when not exists (select from money_rule r
        where r.id = new.rule_id and r.kind = 'budget_billing' and r.effective_on <= new.enrolled_on)
      then 'ck_budget_enrollment_rule_holds'
    when new.state <> 'active' then 'ck_budget_enrollment_begins_active' end;
  if broken is not null then
    raise exception 'Account % cannot be enrolled.', new.customer_account_id
      using errcode = 'check_violation', constraint = broken, table = 'budget_enrollment';
  end if;
  return new;
end $$;
create trigger tr_budget_enrollment_is_allowed before insert on budget_enrollment
  for each row execute function budget_enrollment_is_allowed();

-- It goes from active to leaving to ended, and ends only when nothing is left gathered.
create function budget_enrollment_keeps_what_was_agreed() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (to_jsonb(new) - '{state,leave_reason,left_at,left_by,ended_at}'::text[])
       <> (to_jsonb(old) - '{state,leave_reason,left_at,left_by,ended_at}'::text[])
     or (old.state, new.state) not in (('active', 'leaving'), ('leaving', 'ended'))
     or (old.state = 'leaving' and (new.leave_reason, new.left_at, new.left_by)
       <> (old.leave_reason, old.left_at, old.left_by)) then
    raise exception 'An enrollment only leaves, and then ends.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'budget_enrollment';
  end if;
  if new.state = 'ended' and 0 <> coalesce((select e.gathered_cents from budget_entry e
      where e.enrollment_id = new.id order by e.no desc limit 1), 0) then
    raise exception 'Enrollment % ends with something gathered.', new.id
      using errcode = 'check_violation', constraint = 'ck_budget_enrollment_ends_settled',
        table = 'budget_enrollment';
  end if;
  return new;
end $$;
create trigger tr_budget_enrollment_keeps_what_was_agreed before update or delete on budget_enrollment
  for each row execute function budget_enrollment_keeps_what_was_agreed();

-- An entry follows the one before it, says what its bill says, and is taken back whole.
create function budget_entry_is_sound() returns trigger language plpgsql as $$
declare
  before budget_entry;
  broken text;
begin
  select * into before from budget_entry where enrollment_id = new.enrollment_id order by no desc limit 1;
  broken := case
    when new.no <> coalesce(before.no, 0) + 1
        or new.gathered_cents <> coalesce(before.gathered_cents, 0) + new.actual_cents - new.asked_cents
      then 'ck_budget_entry_follows'
    when not exists (select from budget_enrollment e where e.id = new.enrollment_id
        and e.customer_account_id = new.customer_account_id and (e.state <> 'ended' or new.kind <> 'bill'))
      then 'ck_budget_entry_of_live_enrollment'
    when new.kind = 'bill' and not exists (select from bill b
        where b.id = new.bill_id and b.customer_account_id = new.customer_account_id
          and b.new_charges_cents = new.actual_cents and b.due_on = new.due_on)
      then 'ck_budget_entry_as_billed'
    when new.kind = 'canceled' and not exists (select from budget_entry e
        where e.bill_id = new.bill_id and e.kind = 'bill' and e.enrollment_id = new.enrollment_id
          and (e.actual_cents, e.asked_cents, e.month, e.due_on)
            = (-new.actual_cents, -new.asked_cents, new.month, new.due_on))
      then 'ck_budget_entry_taken_back_whole' end;
  if broken is not null then
    raise exception 'Entry % of enrollment % is not sound.', new.no, new.enrollment_id
      using errcode = 'check_violation', constraint = broken, table = 'budget_entry';
  end if;
  return new;
end $$;
create trigger tr_budget_entry_is_sound before insert on budget_entry
  for each row execute function budget_entry_is_sound();
create trigger tr_budget_entry_append_only before update or delete on budget_entry
  for each row execute function append_only();
