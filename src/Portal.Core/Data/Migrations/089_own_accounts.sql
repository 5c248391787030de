-- Nobody acts on an account of their own or of their household (practice.md §3.2): own by e-mail or link, household by an
-- open account at the same premise that is their own. Asked by the acts (IsOwnAccountAsync) and by the tables.
create or replace function is_own_account(actor text, account uuid) returns boolean language sql stable as $$
  select actor like 'staff:%' and exists (
    select from portal_user u, customer_account a
    join customer_account near on near.premise_id = a.premise_id and (near.id = a.id or near.closed_on is null)
    join customer c on c.id = near.customer_id
    where a.id = account
      and u.id = case when actor ~ '^staff:[0-9a-f-]{36}$' then substr(actor, 7)::uuid end
      and (lower(c.email) = lower(u.email)
        or exists (select from account_link l where l.customer_account_id = near.id and l.user_id = u.id
          and l.ended_at is null)))
$$;

create function approval_request_of_own_account() returns trigger language plpgsql as $$
begin
  if is_own_account(new.asked_by, new.customer_account_id) then
    raise exception 'Nobody asks for an act on an account of their own.'
      using errcode = 'check_violation', constraint = 'ck_approval_request_own_account', table = 'approval_request';
  end if;
  return new;
end $$;
create trigger tr_approval_request_of_own_account before insert on approval_request
  for each row execute function approval_request_of_own_account();

create function approval_decision_of_own_account() returns trigger language plpgsql as $$
begin
  if is_own_account(new.decided_by, (select customer_account_id from approval_request where id = new.request_id)) then
    raise exception 'Nobody decides about an account of their own.'
      using errcode = 'check_violation', constraint = 'ck_approval_decision_own_account', table = 'approval_decision';
  end if;
  return new;
end $$;
create trigger tr_approval_decision_of_own_account before insert on approval_decision
  for each row execute function approval_decision_of_own_account();

-- What one person gives on one account; charges of a run, a bank's file or a calendar are nobody's own doing.
create function adjustment_of_own_account() returns trigger language plpgsql as $$
begin
  if is_own_account(new.posted_by, new.customer_account_id)
      or is_own_account(new.approved_by, new.customer_account_id) then
    raise exception 'Nobody corrects an account of their own.'
      using errcode = 'check_violation', constraint = 'ck_adjustment_own_account', table = 'adjustment';
  end if;
  return new;
end $$;
create trigger tr_adjustment_of_own_account before insert on adjustment
  for each row when (new.posted_by like 'staff:%' and new.kind in ('correction', 'waiver', 'leak', 'bill_canceled'))
  execute function adjustment_of_own_account();
