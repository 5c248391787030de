-- What waits too long for a second person goes to the next role up, once for each step.
create table approval_escalation (
  kind text not null,
  item_id uuid not null,
  waits_since timestamptz not null,
  step int not null constraint ck_approval_escalation_step check (step between 1 and 9),
  role text not null constraint ck_approval_escalation_role check (role in ('technician', 'supervisor',
    'senior_technician', 'cashier', 'finance_manager', 'collections', 'legal', 'auditor', 'administrator')),
  -- People at work who could decide it then.
  deciders int not null constraint ck_approval_escalation_deciders check (deciders >= 0),
  escalated_on date not null,
  escalated_at timestamptz not null,
  constraint ck_approval_escalation_after check (escalated_at > waits_since),
  primary key (kind, item_id, waits_since, step)
);
create trigger tr_approval_escalation_append_only before update or delete on approval_escalation
  for each row execute function append_only();

-- Kinds that have bands. ApprovalKinds.Banded says the same.
create function approval_kinds() returns text[] language sql immutable as $$
  select array['AdjustAccount', 'CancelBill', 'ChargeFee', 'CreditLeak', 'GrantAssistance', 'PutOnAccount',
    'RebillPeriod', 'Refund', 'ReturnDeposit', 'TransferPayment', 'WaiveCharge']
$$;
create function approval_band_kinds_known(document jsonb) returns boolean language sql immutable as $$
  select not exists (
    select from jsonb_array_elements(
      case jsonb_typeof(document -> 'bands') when 'array' then document -> 'bands' else '[]' end) b (band)
    where band ->> 'kind' is not null and not band ->> 'kind' = any (approval_kinds()))
$$;
alter table money_rule add constraint ck_money_rule_band_kinds
  check (kind <> 'adjustments' or approval_band_kinds_known(document)) not valid;

-- The band of a refund: of the one table of bands where it has any for refunds, else of the rule about refunds.
-- RefundBands says the same.
create or replace function refund_band(cents bigint, day date) returns jsonb language sql stable as $$
  with own as (
    select b.band, b.no
    from jsonb_array_elements(nullif(money_rule_on('adjustments', day) -> 'bands', 'null')) with ordinality b (band, no)
    where b.band ->> 'kind' = 'Refund'),
  said as (
    select * from own
    union all
    select b.band, b.no
    from jsonb_array_elements(nullif(money_rule_on('refunds', day) -> 'bands', 'null')) with ordinality b (band, no)
    where not exists (select from own))
  select band || jsonb_build_object('approvals', coalesce((band ->> 'approvals')::int, 1))
  from said where (band ->> 'up_to_cents')::bigint >= cents order by no limit 1
$$;

-- The newest version of the rule about adjustments again, with three open days of patience and the bands of refunds.
-- The rule about refunds keeps its own: they hold for every day for which the table of bands has none of refunds.
insert into money_rule (id, kind, effective_on, document, made_by, made_at)
  select '01910000-0000-7000-8000-000000000116', 'adjustments', r.effective_on,
    r.document || jsonb_build_object('patience', '{"open_days": 3}'::jsonb, 'bands',
      coalesce(nullif(r.document -> 'bands', 'null'), '[]') || coalesce((
        select jsonb_agg(b.band || '{"kind": "Refund"}' order by b.no)
        from jsonb_array_elements(money_rule_on('refunds', current_date) -> 'bands') with ordinality b (band, no)),
        '[]')),
    r.made_by, r.made_at + interval '1 microsecond'
  from money_rule r join money_rule_release x on x.rule_id = r.id
  where r.kind = 'adjustments' order by r.effective_on desc, x.released_at desc, r.id desc limit 1;
insert into money_rule_release (rule_id, released_by, released_at)
  select '01910000-0000-7000-8000-000000000116', x.released_by, x.released_at + interval '1 microsecond'
  from money_rule r join money_rule_release x on x.rule_id = r.id
  where r.kind = 'adjustments' and r.id <> '01910000-0000-7000-8000-000000000116'
  order by r.effective_on desc, x.released_at desc, r.id desc limit 1;

-- A draft is written on until somebody submits it; from then on it waits for a second person.
create table draft_submission (
  kind text not null constraint ck_draft_submission_kind check (kind in ('Rates', 'FeeRate', 'MoneyRule')),
  draft_id uuid not null,
  submitted_by text not null,
  submitted_at timestamptz not null,
  primary key (kind, draft_id)
);
create trigger tr_draft_submission_append_only before update or delete on draft_submission
  for each row execute function append_only();
create function draft_submission_is_of_a_draft() returns trigger language plpgsql as $$
begin
  if not (case new.kind
      when 'Rates' then exists (select from rate_schedule r where r.id = new.draft_id and r.state = 'draft')
      when 'FeeRate' then exists (select from fee_rate f where f.id = new.draft_id
        and not exists (select from fee_rate_decision d where d.fee_rate_id = f.id))
      when 'MoneyRule' then exists (select from money_rule r where r.id = new.draft_id
        and not exists (select from money_rule_release x where x.rule_id = r.id))
      else true end) then
    raise exception 'There is no draft % of %.', new.draft_id, new.kind
      using errcode = 'check_violation', constraint = 'ck_draft_submission_draft', table = 'draft_submission';
  end if;
  return new;
end $$;
create trigger tr_draft_submission_is_of_a_draft before insert on draft_submission
  for each row execute function draft_submission_is_of_a_draft();
-- What was drafted until now waited from the start.
insert into draft_submission (kind, draft_id, submitted_by, submitted_at)
  select 'Rates', r.id, r.drafted_by[cardinality(r.drafted_by)], r.changed_at from rate_schedule r
    where r.state = 'draft'
  union all
  select 'FeeRate', f.id, f.drafted_by, f.drafted_at from fee_rate f
    where not exists (select from fee_rate_decision d where d.fee_rate_id = f.id)
  union all
  select 'MoneyRule', r.id, r.made_by, r.made_at from money_rule r
    where not exists (select from money_rule_release x where x.rule_id = r.id);
