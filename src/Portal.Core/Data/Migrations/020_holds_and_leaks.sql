-- Why and by whom a hold ended; and one leak is credited in a calendar year.

create table account_hold_end (
  hold_id uuid primary key constraint fk_account_hold_end_hold references account_hold,
  ends_on date not null,
  reason text not null constraint ck_account_hold_end_reason check (length(trim(reason)) > 0),
  ended_by text not null,
  ended_at timestamptz not null
);
create trigger tr_account_hold_end_append_only before update or delete on account_hold_end
  for each row execute function append_only();

create function account_hold_end_recorded() returns trigger language plpgsql as $$
begin
  if not exists (select from account_hold_end e where e.hold_id = new.id and e.ends_on = new.ends_on) then
    raise exception 'Hold % was ended without saying by whom and why.', new.id
      using errcode = 'integrity_constraint_violation', constraint = 'ck_account_hold_end_recorded',
        table = 'account_hold';
  end if;
  return null;
end $$;
create constraint trigger ck_account_hold_end_recorded after update on account_hold
  deferrable initially deferred for each row
  when (old.ends_on is distinct from new.ends_on) execute function account_hold_end_recorded();

-- White House Utility District TN: one leak in a calendar year, up to three bills of it.
insert into money_rule (id, kind, effective_on, document, made_by, made_at)
  select '02000000-0000-7000-8000-000000000001', 'leaks', r.effective_on,
    r.document || '{"most_leaks_per_year": 1}', r.made_by, r.made_at + interval '1 day'
  from money_rule r join money_rule_release x on x.rule_id = r.id
  where r.kind = 'leaks' order by r.effective_on desc, x.released_at desc, r.id desc limit 1;
insert into money_rule_release (rule_id, released_by, released_at)
  select '02000000-0000-7000-8000-000000000001', x.released_by, x.released_at + interval '1 day'
  from money_rule r join money_rule_release x on x.rule_id = r.id
  where r.kind = 'leaks' and r.id <> '02000000-0000-7000-8000-000000000001'
  order by r.effective_on desc, x.released_at desc, r.id desc limit 1;
