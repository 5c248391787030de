-- The journal: append-only, balanced per entry and per fund, sealed once its transaction has ended.
create table fund (
  code text primary key constraint ck_fund_code check (code ~ '^[0-9]{3}$'),
  name text not null
);

create table gl_account (
  code text primary key constraint ck_gl_account_code check (code ~ '^[0-9]{4}$'),
  name text not null,
  kind text not null constraint ck_gl_account_kind check (kind in ('asset', 'liability', 'revenue', 'expense'))
);

create table accounting_period (
  starts_on date primary key constraint ck_accounting_period_first_day check (extract(day from starts_on) = 1),
  state text not null constraint ck_accounting_period_state
    check (state in ('future', 'open', 'soft_closed', 'closed', 'locked'))
);

create table journal_entry (
  id uuid primary key,
  kind text not null,
  idempotency_key text not null,
  business_date date not null,
  period_starts_on date not null
    generated always as (make_date(extract(year from business_date)::int, extract(month from business_date)::int, 1)) stored
    constraint fk_journal_entry_period references accounting_period,
  posted_at timestamptz not null,
  posted_by text not null,
  memo text not null,
  reverses_id uuid
    constraint fk_journal_entry_reverses references journal_entry
    constraint ux_journal_entry_reversed_once unique,
  -- The transaction that wrote the entry; lines may be added in that transaction only. Set by trigger.
  posting_xid xid8 not null default pg_current_xact_id(),
  constraint ux_journal_entry_idempotency unique (kind, idempotency_key)
);
create index ix_journal_entry_business_date on journal_entry (business_date, id);

create table journal_line (
  entry_id uuid not null constraint fk_journal_line_entry references journal_entry,
  no integer not null constraint ck_journal_line_no check (no > 0),
  fund text not null constraint fk_journal_line_fund references fund,
  gl_account text not null constraint fk_journal_line_gl_account references gl_account,
  customer_account_id uuid constraint fk_journal_line_customer_account references customer_account,
  side text not null constraint ck_journal_line_side check (side in ('debit', 'credit')),
  amount_cents bigint not null constraint ck_journal_line_amount_positive check (amount_cents > 0),
  primary key (entry_id, no),
  -- Receivables (1110) and unapplied credits (2120) are control accounts: each line belongs to a customer.
  constraint ck_journal_line_control_has_customer
    check ((gl_account in ('1110', '2120')) = (customer_account_id is not null))
);
create index ix_journal_line_customer_account on journal_line (customer_account_id) where customer_account_id is not null;

-- Security definer: locking the period row needs a right that the application does not have.
create function journal_entry_may_be_posted() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  period_state text;
begin
  new.posting_xid := pg_current_xact_id();
  select state into period_state from accounting_period
    where starts_on = make_date(extract(year from new.business_date)::int, extract(month from new.business_date)::int, 1)
    for key share;
  if period_state is distinct from 'open' then
    raise exception 'The accounting period of % is not open.', new.business_date
      using errcode = 'check_violation', constraint = 'ck_journal_entry_period_open', table = 'journal_entry';
  end if;
  if new.reverses_id is not null
     and exists (select from journal_entry where id = new.reverses_id and reverses_id is not null) then
    raise exception 'Entry % is itself a reversal.', new.reverses_id
      using errcode = 'check_violation', constraint = 'ck_journal_entry_reverses_an_original', table = 'journal_entry';
  end if;
  return new;
end $$;
create trigger tr_journal_entry_may_be_posted before insert on journal_entry
  for each row execute function journal_entry_may_be_posted();

create function journal_entry_has_lines() returns trigger language plpgsql as $$
begin
  if (select count(*) from (select from journal_line where entry_id = new.id limit 2) few) < 2 then
    raise exception 'Entry % has fewer than two lines.', new.id
      using errcode = 'check_violation', constraint = 'ck_journal_entry_has_lines', table = 'journal_entry';
  end if;
  return null;
end $$;
create constraint trigger ck_journal_entry_has_lines after insert on journal_entry
  deferrable initially deferred for each row execute function journal_entry_has_lines();

-- Every statement that adds lines must leave the entries it touched balanced: one check for one entry or for 100,000.
create function journal_lines_are_sound() returns trigger language plpgsql as $$
declare
  faulty uuid;
begin
  select e.id into faulty from journal_entry e
    where e.id in (select entry_id from added) and e.posting_xid <> pg_current_xact_id() limit 1;
  if found then
    raise exception 'Entry % is sealed.', faulty
      using errcode = 'check_violation', constraint = 'ck_journal_entry_sealed', table = 'journal_line';
  end if;
  -- Asked entry by entry: as a join, the planner reads the whole journal for the sake of the limit.
  select t.entry_id into faulty from (select distinct entry_id from added) t where exists (
    select from journal_line l where l.entry_id = t.entry_id
    having sum(case l.side when 'debit' then l.amount_cents else -l.amount_cents end) <> 0) limit 1;
  if found then
    raise exception 'Entry % does not balance.', faulty
      using errcode = 'check_violation', constraint = 'ck_journal_entry_balances', table = 'journal_line';
  end if;
  select t.entry_id into faulty from (select distinct entry_id from added) t where exists (
    select from journal_line l where l.entry_id = t.entry_id group by l.fund
    having sum(case l.side when 'debit' then l.amount_cents else -l.amount_cents end) <> 0) limit 1;
  if found then
    raise exception 'Entry % does not balance within each fund.', faulty
      using errcode = 'check_violation', constraint = 'ck_journal_entry_balances_per_fund', table = 'journal_line';
  end if;
  return null;
end $$;
create trigger tr_journal_line_are_sound after insert on journal_line
  referencing new table as added for each statement execute function journal_lines_are_sound();

create trigger tr_journal_entry_append_only before update or delete on journal_entry
  for each row execute function append_only();
create trigger tr_journal_line_append_only before update or delete on journal_line
  for each row execute function append_only();
create trigger tr_journal_entry_no_truncate before truncate on journal_entry
  for each statement execute function append_only();
create trigger tr_journal_line_no_truncate before truncate on journal_line
  for each statement execute function append_only();

-- The sample chart of domain.md §9.1, as far as this version posts to it.
insert into fund (code, name) values
  ('100', 'General'), ('510', 'Water'), ('520', 'Sewer'), ('530', 'Refuse'), ('700', 'Treasury clearing');
insert into gl_account (code, name, kind) values
  ('1010', 'Cash, pooled', 'asset'),
  ('1020', 'Deposits in transit', 'asset'),
  ('1110', 'Accounts receivable, utility billed', 'asset'),
  ('1310', 'Due from other funds', 'asset'),
  ('2120', 'Customer credits, unapplied', 'liability'),
  ('2130', 'Unidentified receipts', 'liability'),
  ('2140', 'Utility users tax payable', 'liability'),
  ('2210', 'Due to other funds', 'liability'),
  ('4010', 'Charges, water', 'revenue'),
  ('4020', 'Charges, sewer', 'revenue'),
  ('4030', 'Charges, refuse', 'revenue'),
  ('4110', 'Penalties', 'revenue');
