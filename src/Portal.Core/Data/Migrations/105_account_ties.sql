-- Accounts that a person of the office keeps away from, as they say themselves: own, of the household, of a colleague.
create table staff_account_tie (
  id uuid primary key,
  user_id uuid not null constraint fk_staff_account_tie_user references staff_member,
  customer_account_id uuid not null constraint fk_staff_account_tie_account references customer_account,
  kind text not null constraint ck_staff_account_tie_kind check (kind in ('own', 'household', 'coworker')),
  why text not null constraint ck_staff_account_tie_why check (length(btrim(why)) between 1 and 200),
  declared_at timestamptz not null
);
create index ix_staff_account_tie_user on staff_account_tie (user_id);
create index ix_staff_account_tie_account on staff_account_tie (customer_account_id);
create trigger tr_staff_account_tie_append_only before update or delete on staff_account_tie
  for each row execute function append_only();

-- Ended by somebody else, for it opens the account to them again.
create table staff_account_tie_end (
  tie_id uuid primary key constraint fk_staff_account_tie_end_tie references staff_account_tie,
  why text not null constraint ck_staff_account_tie_end_why check (length(btrim(why)) between 1 and 200),
  ended_by text not null,
  ended_at timestamptz not null
);
create trigger tr_staff_account_tie_end_append_only before update or delete on staff_account_tie_end
  for each row execute function append_only();
create function staff_account_tie_end_is_of_another() returns trigger language plpgsql as $$
begin
  if exists (select from staff_account_tie t where t.id = new.tie_id and new.ended_by = 'staff:' || t.user_id) then
    raise exception 'Nobody ends a tie of their own.'
      using errcode = 'check_violation', constraint = 'ck_staff_account_tie_end_not_own',
        table = 'staff_account_tie_end';
  end if;
  return new;
end $$;
create trigger tr_staff_account_tie_end_is_of_another before insert on staff_account_tie_end
  for each row execute function staff_account_tie_end_is_of_another();

-- As before (089), and what somebody said themselves.
create or replace function is_own_account(actor text, account uuid) returns boolean language sql stable as $$
  select actor like 'staff:%' and (exists (
    select from portal_user u, customer_account a
    join customer_account near on near.premise_id = a.premise_id and (near.id = a.id or near.closed_on is null)
    join customer c on c.id = near.customer_id
    where a.id = account
      and u.id = case when actor ~ '^staff:[0-9a-f-]{36}$' then substr(actor, 7)::uuid end
      and (lower(c.email) = lower(u.email)
        or exists (select from account_link l where l.customer_account_id = near.id and l.user_id = u.id
          and l.ended_at is null)))
    or exists (
      select from staff_account_tie t where t.customer_account_id = account
        and t.user_id = case when actor ~ '^staff:[0-9a-f-]{36}$' then substr(actor, 7)::uuid end
        and not exists (select from staff_account_tie_end e where e.tie_id = t.id)))
$$;
