-- How often credits may be given for one reason, and the kept document behind an adjustment.

-- Why more was credited than the reason allows in twelve months, and the document that proves it.
alter table adjustment
  add column over_cap text constraint ck_adjustment_over_cap check (length(btrim(over_cap)) > 0),
  add column kept_document_id uuid constraint fk_adjustment_kept_document references kept_document;
create index ix_adjustment_kept_document on adjustment (kept_document_id) where kept_document_id is not null;

-- Credits for a reason in the twelve months that end on a day, but those taken back.
create function credits_for_reason(account uuid, of_reason text, day date) returns bigint language sql stable as $$
  select count(*) from adjustment a
  where a.customer_account_id = account and a.kind = 'correction' and a.side = 'credit' and a.reason = of_reason
    and a.reverses_id is null and a.posted_on > (day - interval '12 months')::date
    and not exists (select from adjustment r where r.reverses_id = a.id)
$$;

-- Above the reason's number in twelve months only where the rule lets it, by a second person, who is told why.
create function adjustment_within_reason() returns trigger language plpgsql as $$
declare
  said jsonb;
begin
  select r into said from jsonb_array_elements(money_rule_on('adjustments', new.posted_on) -> 'reasons') r
  where r ->> 'code' = new.reason;
  if credits_for_reason(new.customer_account_id, new.reason, new.posted_on) >= (said ->> 'most_per_year')::bigint
     and (new.approved_by is null or new.over_cap is null
       or not coalesce((said ->> 'may_exceed')::boolean, false)) then
    raise exception 'Account % had as many credits for % as one may have in twelve months.',
      new.customer_account_id, new.reason
      using errcode = 'check_violation', constraint = 'ck_adjustment_reason_cap', table = 'adjustment';
  end if;
  return new;
end $$;
create trigger tr_adjustment_within_reason before insert on adjustment
  for each row when (new.kind = 'correction' and new.side = 'credit' and new.reverses_id is null)
  execute function adjustment_within_reason();

create function adjustment_document_is_of_account() returns trigger language plpgsql as $$
begin
  if not exists (
    select from kept_document d
    where d.id = new.kept_document_id and d.customer_account_id = new.customer_account_id) then
    raise exception 'Document % is of no adjustment of account %.', new.kept_document_id, new.customer_account_id
      using errcode = 'check_violation', constraint = 'ck_adjustment_document_of_account', table = 'adjustment';
  end if;
  return new;
end $$;
create trigger tr_adjustment_document_is_of_account before insert on adjustment
  for each row when (new.kept_document_id is not null) execute function adjustment_document_is_of_account();

insert into retention_class (code, name_en, name_es, years, counts_from, authority, sort) values
  ('adjustment', 'Proof of an adjustment', 'Prueba de un ajuste', 7, 'day', 'City schedule', 65);

-- One courtesy in twelve months; a supervisor may give another, and says why.
insert into money_rule (id, kind, effective_on, document, made_by, made_at)
  select '01910000-0000-7000-8000-000000000110', 'adjustments', r.effective_on,
    jsonb_set(r.document, '{reasons}', (
      select jsonb_agg(case when said ->> 'code' = 'courtesy'
        then said || '{"most_per_year": 1, "may_exceed": true}' else said end order by no)
      from jsonb_array_elements(r.document -> 'reasons') with ordinality as t (said, no))),
    r.made_by, r.made_at + interval '1 day'
  from money_rule r join money_rule_release x on x.rule_id = r.id
  where r.kind = 'adjustments' order by r.effective_on desc, x.released_at desc, r.id desc limit 1;
insert into money_rule_release (rule_id, released_by, released_at)
  select '01910000-0000-7000-8000-000000000110', x.released_by, x.released_at + interval '1 day'
  from money_rule r join money_rule_release x on x.rule_id = r.id
  where r.kind = 'adjustments' and r.id <> '01910000-0000-7000-8000-000000000110'
  order by r.effective_on desc, x.released_at desc, r.id desc limit 1;
