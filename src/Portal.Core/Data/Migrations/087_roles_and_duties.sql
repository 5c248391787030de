-- Roles of the office, what they permit, and which duties no one person may hold (practice.md §3.2; decision 0050).

alter table staff_member drop constraint ck_staff_member_role;
alter table staff_member add constraint ck_staff_member_role check (role in (
  'technician', 'supervisor', 'senior_technician', 'cashier', 'finance_manager', 'collections', 'legal', 'auditor',
  'administrator'));
alter table sign_in_session drop constraint ck_sign_in_session_role;
alter table sign_in_session add constraint ck_sign_in_session_role check (staff_role in (
  'technician', 'supervisor', 'senior_technician', 'cashier', 'finance_manager', 'collections', 'legal', 'auditor',
  'administrator'));

-- Further roles of the same person.
alter table staff_member add column also text[] not null default '{}';
alter table staff_member add constraint ck_staff_member_also check (
  not role = any (also) and also <@ array['technician', 'supervisor', 'senior_technician', 'cashier', 'finance_manager',
    'collections', 'legal', 'auditor', 'administrator']);

-- Both are written by 998_roles.sql after every migration.
create table permission (
  name text primary key,
  sort text not null constraint ck_permission_sort check (sort in ('reads', 'money', 'works', 'people', 'own'))
);
create table role_bundle (
  role text primary key,
  permissions text[] not null constraint ck_role_bundle_permissions check (cardinality(permissions) > 0)
);

-- Pairs of duties. "never": one person does not hold both. "one_item": one person may hold both and does not do both to
-- one thing, which the named rule of the database sees to.
create table duty (
  word text primary key,
  no int not null constraint ux_duty_no unique,
  one text not null,
  other text,
  other_sorts text[],
  apart text not null constraint ck_duty_apart check (apart in ('never', 'one_item')),
  kept_by text not null,
  why text not null constraint ck_duty_why check (length(trim(why)) > 0),
  constraint ck_duty_other check (num_nonnulls(other, other_sorts) = 1)
);
insert into duty (word, no, one, other, other_sorts, apart, kept_by, why) values
  ('people_money', 1, 'ManagePeople', null, array['money'], 'never', 'ck_staff_member_duties',
    'manage users | any money: who gives rights could give them to themselves'),
  ('read_change', 2, 'ReadEverything', null, array['money', 'works', 'people'], 'never', 'ck_staff_member_duties',
    'who judges the work does none of it'),
  ('refund', 3, 'RequestRefunds', 'ApproveRefunds', null, 'one_item', 'ck_refund_approval_second_person',
    'create refund | approve'),
  ('refund_issue', 4, 'ApproveRefunds', 'IssueRefunds', null, 'one_item', 'ck_refund_third_person',
    'a refund takes three people'),
  ('adjustment', 5, 'AdjustAccounts', 'ApproveAdjustments', null, 'one_item', 'ck_approval_decision_second_person',
    'create adjustment | approve'),
  ('rates', 6, 'DraftRates', 'ReleaseRates', null, 'one_item', 'ck_rate_schedule_second_person',
    'nobody puts prices of their own in force'),
  ('rates_bills', 7, 'DraftRates', 'PrepareBills', null, 'one_item', 'ck_bill_run_second_person',
    'edit rates | run bills: rates and runs are each released by another person'),
  ('bills', 8, 'PrepareBills', 'ReleaseBills', null, 'one_item', 'ck_bill_run_second_person',
    'nobody issues a run of their own'),
  ('reads', 9, 'KeepReads', 'ApproveReads', null, 'one_item', 'ck_read_exception_second_person',
    'nobody approves a read they overrode'),
  ('late_charges', 10, 'PrepareLateCharges', 'ApproveAdjustments', null, 'one_item',
    'ck_late_charge_run_release_second_person', 'nobody charges a month of their own preparing'),
  ('settings', 11, 'KeepSettings', 'KeepSettings', null, 'one_item', 'ck_money_rule_release_second_person',
    'a rule about money is released by another than who drafted it');

-- The first pair of duties that roles together would break; null when none.
create function duty_broken(roles text[]) returns text language sql stable as $$
  with held as (
    select distinct p.name, p.sort from role_bundle b
    join permission p on p.name = any (b.permissions) where b.role = any (roles))
  select d.word from duty d
  where d.apart = 'never' and exists (select from held where name = d.one)
    and exists (select from held where name = d.other or sort = any (d.other_sorts))
  order by d.no limit 1
$$;

create function staff_member_duties() returns trigger language plpgsql as $$
declare
  broken text := duty_broken(new.role || new.also);
begin
  if broken is not null then
    raise exception 'Nobody holds both duties of %.', broken
      using errcode = 'check_violation', constraint = 'ck_staff_member_duties', table = 'staff_member';
  end if;
  return new;
end $$;
create trigger tr_staff_member_duties before insert or update of role, also on staff_member
  for each row execute function staff_member_duties();

-- How far a role's word reaches where an amount decides; StaffRoles.RankOf says the same.
create function staff_rank(role text) returns int language sql immutable as $$
  select case role when 'technician' then 1 when 'senior_technician' then 2 when 'supervisor' then 3
    when 'finance_manager' then 4 else 0 end
$$;

-- Of a person, by the highest of their roles; null for who is none of the staff now.
create function staff_reach(actor text) returns int language sql stable as $$
  select max(staff_rank(r.role)) from staff_member s, unnest(s.role || s.also) r (role)
  where s.user_id::text = substr(actor, 7) and actor like 'staff:%' and s.suspended_at is null
$$;

create or replace function refund_approval_is_of_another() returns trigger language plpgsql as $$
declare
  of_refund refund;
  band jsonb;
begin
  select * into of_refund from refund where id = new.refund_id;
  if new.decided_by = of_refund.requested_by then
    raise exception 'Who asked for a refund does not decide it.'
      using errcode = 'check_violation', constraint = 'ck_refund_approval_second_person', table = 'refund_approval';
  end if;
  if is_own_account(new.decided_by, of_refund.customer_account_id) then
    raise exception 'Nobody refunds an account of their own.'
      using errcode = 'check_violation', constraint = 'ck_refund_approval_own_account', table = 'refund_approval';
  end if;
  band := refund_band(of_refund.amount_cents, of_refund.requested_on);
  if new.decision = 'approved'
      and coalesce(staff_reach(new.decided_by), 0) < greatest(staff_rank(band ->> 'role'), 1) then
    raise exception 'A refund of % cents is approved by a %.', of_refund.amount_cents, band ->> 'role'
      using errcode = 'check_violation', constraint = 'ck_refund_approval_band', table = 'refund_approval';
  end if;
  if of_refund.state <> 'requested' then
    raise exception 'Refund % waits for nobody.', of_refund.reference
      using errcode = 'check_violation', constraint = 'ck_refund_approval_in_time', table = 'refund_approval';
  end if;
  return new;
end $$;
