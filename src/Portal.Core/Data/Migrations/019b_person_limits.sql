-- What one person may post alone is a limit for what is posted in parts as well; a second person named is one who
-- decided; and a bill that takes another's place needs one when the difference is large.

-- How far back bills are corrected is said by the billing settings alone; and the days in which amounts add up.
insert into money_rule (id, kind, effective_on, document, made_by, made_at)
  select '01910000-0000-7000-8000-000000000001', 'adjustments', r.effective_on,
    (r.document - 'correction_months') || '{"limit_window_days": 30}', r.made_by, r.made_at + interval '1 day'
  from money_rule r join money_rule_release x on x.rule_id = r.id
  where r.kind = 'adjustments' order by r.effective_on desc, x.released_at desc, r.id desc limit 1;
insert into money_rule_release (rule_id, released_by, released_at)
  select '01910000-0000-7000-8000-000000000001', x.released_by, x.released_at + interval '1 day'
  from money_rule r join money_rule_release x on x.rule_id = r.id
  where r.kind = 'adjustments' and r.id <> '01910000-0000-7000-8000-000000000001'
  order by r.effective_on desc, x.released_at desc, r.id desc limit 1;

-- What was posted on an account without a second person after a day, and was not taken back. The system splits nothing.
create function posted_alone(account uuid, of_kind text, since date) returns bigint language sql stable as $$
  select coalesce(sum(a.amount_cents), 0)::bigint from adjustment a
  where a.customer_account_id = account and a.kind = of_kind and a.posted_on > since
    and a.approved_by is null and a.reverses_id is null and a.posted_by <> 'system'
    and not exists (select from adjustment r where r.reverses_id = a.id)
$$;

create or replace function adjustment_has_second_person() returns trigger language plpgsql as $$
declare
  rule jsonb := money_rule_on('adjustments', new.posted_on);
  limit_cents bigint := (rule -> 'limits' ->> new.kind)::bigint;
begin
  if new.approved_by is null and new.reverses_id is null and limit_cents is not null
     and new.amount_cents + (case new.posted_by when 'system' then 0 else posted_alone(
       new.customer_account_id, new.kind,
       new.posted_on - coalesce((rule ->> 'limit_window_days')::integer, 30)) end) > limit_cents then
    raise exception 'An adjustment of % cents needs a second person.', new.amount_cents
      using errcode = 'check_violation', constraint = 'ck_adjustment_limit', table = 'adjustment';
  end if;
  return new;
end $$;

create function adjustment_line_has_second_person() returns trigger language plpgsql as $$
declare
  made adjustment;
  limit_cents bigint;
  before_cents bigint;
begin
  select * into made from adjustment where id = new.adjustment_id;
  if made.approved_by is not null or made.reverses_id is not null then return new; end if;
  limit_cents := (money_rule_on('adjustments', made.posted_on) -> 'limits' ->> made.kind)::bigint;
  if limit_cents is null then return new; end if;
  select coalesce(sum(l.amount_cents), 0) into before_cents
  from adjustment_line l join adjustment a on a.id = l.adjustment_id
  where l.open_item_id = new.open_item_id and a.kind = made.kind
    and a.approved_by is null and a.reverses_id is null and a.posted_by <> 'system'
    and not exists (select from adjustment r where r.reverses_id = a.id);
  if new.amount_cents + before_cents > limit_cents then
    raise exception 'What was credited on charge % in parts needs a second person.', new.open_item_id
      using errcode = 'check_violation', constraint = 'ck_adjustment_line_limit', table = 'adjustment_line';
  end if;
  return new;
end $$;
create trigger tr_adjustment_line_has_second_person before insert on adjustment_line
  for each row when (new.open_item_id is not null) execute function adjustment_line_has_second_person();

-- True when somebody approved an operation on an account: by a decision, or by releasing the run that it is.
create function was_approved(operation uuid, account uuid, by_whom text) returns boolean language sql stable as $$
  select exists (
    select from approval_request q join approval_decision d on d.request_id = q.id
    where q.id = operation and q.customer_account_id = account and d.decision = 'approved'
      and d.decided_by = coalesce(by_whom, d.decided_by))
  or exists (select from late_charge_run_release r where r.run_id = operation and r.released_by = by_whom)
$$;

-- Asked when the transaction ends: a preview names somebody and is undone.
create function adjustment_approval_given() returns trigger language plpgsql as $$
begin
  if not was_approved(new.operation_id, new.customer_account_id, new.approved_by) then
    raise exception '% did not approve adjustment %.', new.approved_by, new.id
      using errcode = 'check_violation', constraint = 'ck_adjustment_approval_given', table = 'adjustment';
  end if;
  return null;
end $$;
create constraint trigger ck_adjustment_approval_given after insert on adjustment
  deferrable initially deferred for each row
  when (new.approved_by is not null) execute function adjustment_approval_given();

create function bill_cancellation_approval_given() returns trigger language plpgsql as $$
begin
  if not was_approved(
    new.operation_id, (select customer_account_id from bill where id = new.bill_id), new.approved_by) then
    raise exception '% did not approve that bill % is canceled.', new.approved_by, new.bill_id
      using errcode = 'check_violation', constraint = 'ck_bill_cancellation_approval_given',
        table = 'bill_cancellation';
  end if;
  return null;
end $$;
create constraint trigger ck_bill_cancellation_approval_given after insert on bill_cancellation
  deferrable initially deferred for each row
  when (new.approved_by is not null) execute function bill_cancellation_approval_given();

-- The new bill carries the operation's id, so its approval can be found.
create function bill_rebill_has_second_person() returns trigger language plpgsql as $$
declare
  old_cents bigint;
begin
  select new_charges_cents into old_cents from bill where id = new.rebills_id;
  if abs(new.new_charges_cents - old_cents)
      > (money_rule_on('adjustments', new.issued_on) -> 'limits' ->> 'correction')::bigint
     and not was_approved(new.id, new.customer_account_id, null) then
    raise exception 'Bill % differs by % cents from the one it replaces: that needs a second person.', new.number,
      new.new_charges_cents - old_cents
      using errcode = 'check_violation', constraint = 'ck_bill_rebill_limit', table = 'bill';
  end if;
  return null;
end $$;
create constraint trigger ck_bill_rebill_limit after insert on bill
  deferrable initially deferred for each row
  when (new.rebills_id is not null) execute function bill_rebill_has_second_person();
