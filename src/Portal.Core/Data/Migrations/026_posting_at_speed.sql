-- What is asked at each posting is asked by key, whatever the planner believes about a journal that was small when it
-- planned: one pass over the entries touched, and the name of the rule is looked for only when one is broken.
create or replace function journal_lines_are_sound() returns trigger language plpgsql as $$
declare
  faulty uuid;
begin
  select t.entry_id into faulty from (select distinct entry_id from added) t
    where (select e.posting_xid from journal_entry e where e.id = t.entry_id) <> pg_current_xact_id()
      or exists (
        select from journal_line l where l.entry_id = t.entry_id group by l.fund
        having sum(case l.side when 'debit' then l.amount_cents else -l.amount_cents end) <> 0)
    limit 1;
  if not found then
    return null;
  end if;
  if (select posting_xid from journal_entry where id = faulty) <> pg_current_xact_id() then
    raise exception 'Entry % is sealed.', faulty
      using errcode = 'check_violation', constraint = 'ck_journal_entry_sealed', table = 'journal_line';
  end if;
  if (select sum(case side when 'debit' then amount_cents else -amount_cents end)
      from journal_line where entry_id = faulty) <> 0 then
    raise exception 'Entry % does not balance.', faulty
      using errcode = 'check_violation', constraint = 'ck_journal_entry_balances', table = 'journal_line';
  end if;
  raise exception 'Entry % does not balance within each fund.', faulty
    using errcode = 'check_violation', constraint = 'ck_journal_entry_balances_per_fund', table = 'journal_line';
end $$;

-- Room on the page for the next version of a row that changes with every payment, so that its indexes stay untouched.
alter table customer_account set (fillfactor = 80);
alter table open_item set (fillfactor = 80);
