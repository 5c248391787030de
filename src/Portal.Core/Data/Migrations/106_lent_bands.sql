-- Who is away lends a colleague how far their word reaches, from a day to a day. It lends no permission: the colleague
-- approves already, only less.
create table approval_delegation (
  id uuid primary key,
  lender_id uuid not null constraint fk_approval_delegation_lender references staff_member,
  borrower_id uuid not null constraint fk_approval_delegation_borrower references staff_member,
  from_on date not null,
  to_on date not null,
  why text not null constraint ck_approval_delegation_why check (length(btrim(why)) between 1 and 200),
  made_at timestamptz not null,
  constraint ck_approval_delegation_of_two check (lender_id <> borrower_id),
  constraint ck_approval_delegation_days check (to_on between from_on and from_on + 60)
);
create index ix_approval_delegation_borrower on approval_delegation (borrower_id, to_on);
create index ix_approval_delegation_lender on approval_delegation (lender_id);
create trigger tr_approval_delegation_append_only before update or delete on approval_delegation
  for each row execute function append_only();

-- Revoked, at once.
create table approval_delegation_end (
  delegation_id uuid primary key constraint fk_approval_delegation_end_delegation references approval_delegation,
  ended_by text not null,
  ended_at timestamptz not null
);
create trigger tr_approval_delegation_end_append_only before update or delete on approval_delegation_end
  for each row execute function append_only();

-- How far a person's word reaches for one request on a day: their own, or what is lent to them. Nothing is lent for what
-- the lender asked for themselves, nor for an account of the lender's own; and never more than the lender has now.
create function approval_reach(actor text, request uuid, day date) returns int language sql stable as $$
  select greatest(coalesce(staff_reach(actor), 0), (
    select max(staff_reach('staff:' || d.lender_id))
    from approval_delegation d join approval_request r on r.id = request
    where 'staff:' || d.borrower_id = actor and day between d.from_on and d.to_on
      and staff_reach(actor) is not null
      and r.asked_by <> 'staff:' || d.lender_id
      and not is_own_account('staff:' || d.lender_id, r.customer_account_id)
      and not exists (select from approval_delegation_end e where e.delegation_id = d.id)))
$$;

create or replace function approval_decision_within_band() returns trigger language plpgsql as $$
declare
  asked approval_request;
  day date := coalesce(new.decided_on, new.decided_at::date);
begin
  select * into asked from approval_request where id = new.request_id;
  if exists (select from staff_member s where 'staff:' || s.user_id = new.decided_by)
      and approval_reach(new.decided_by, asked.id, day) < approval_rank(asked.kind, asked.amount_cents, day) then
    raise exception 'So much is approved by a higher role: % cents.', asked.amount_cents
      using errcode = 'check_violation', constraint = 'ck_approval_decision_band', table = 'approval_decision';
  end if;
  return new;
end $$;
