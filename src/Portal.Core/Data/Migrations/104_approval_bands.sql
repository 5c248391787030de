-- Who says yes to how much, as data: bands of the rule about adjustments, released by a second person like all of it.
-- The newest version of the rule again, with bands; its id is the later one, so it holds in the other's place.
insert into money_rule (id, kind, effective_on, document, made_by, made_at)
  select '10400000-0000-7000-8000-000000000001', 'adjustments', r.effective_on, r.document || '{"bands": [
      {"up_to_cents": 50000, "role": "senior_technician"},
      {"up_to_cents": 1000000, "role": "supervisor"},
      {"up_to_cents": 9999999999, "role": "finance_manager"}]}', r.made_by, r.made_at
  from money_rule r join money_rule_release x on x.rule_id = r.id
  where r.kind = 'adjustments' order by r.effective_on desc, x.released_at desc, r.id desc limit 1;
insert into money_rule_release (rule_id, released_by, released_at)
  select '10400000-0000-7000-8000-000000000001', x.released_by, x.released_at
  from money_rule r join money_rule_release x on x.rule_id = r.id
  where r.kind = 'adjustments' order by r.effective_on desc, x.released_at desc, r.id desc limit 1;

-- The least rank that approves so much of a kind: by the kind's own bands, or else by those of no kind. 0 where the rule
-- has no bands, 99 above them all. AdjustmentRules.RankFor says the same.
create function approval_rank(wanted text, cents bigint, day date) returns int language sql stable as $$
  with rule as (select nullif(money_rule_on('adjustments', day) -> 'bands', 'null'::jsonb) as bands)
  select case when (select bands from rule) is null then 0 else coalesce((
    select staff_rank(b.band ->> 'role')
    from rule, jsonb_array_elements(rule.bands) with ordinality b (band, no)
    where (b.band ->> 'up_to_cents')::bigint >= cents
      and (b.band ->> 'kind') is not distinct from (
        select wanted where exists (
          select from rule, jsonb_array_elements(rule.bands) k (band) where k.band ->> 'kind' = wanted))
    order by b.no limit 1), 99) end
$$;

-- The city's day of it, by which the rule is found.
alter table approval_decision add column decided_on date;

create function approval_decision_within_band() returns trigger language plpgsql as $$
declare
  asked approval_request;
begin
  select * into asked from approval_request where id = new.request_id;
  if exists (select from staff_member s where 'staff:' || s.user_id = new.decided_by)
      and coalesce(staff_reach(new.decided_by), 0) < approval_rank(
        asked.kind, asked.amount_cents, coalesce(new.decided_on, new.decided_at::date)) then
    raise exception 'So much is approved by a higher role: % cents.', asked.amount_cents
      using errcode = 'check_violation', constraint = 'ck_approval_decision_band', table = 'approval_decision';
  end if;
  return new;
end $$;
create trigger tr_approval_decision_within_band before insert on approval_decision
  for each row when (new.decision = 'approved') execute function approval_decision_within_band();
