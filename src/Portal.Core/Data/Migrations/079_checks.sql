-- Checks: the register, print runs, and what happens to a check until its bank paid it or never will.
insert into gl_account (code, name, kind) values ('2160', 'Unclaimed checks', 'liability');

create table check_account (
  code text primary key constraint ck_check_account_code check (code ~ '^[a-z0-9_]{1,20}$'),
  name text not null,
  bank_name text not null,
  routing_number text not null constraint ck_check_account_routing check (routing_number ~ '^[0-9]{9}$'),
  account_number text not null constraint ck_check_account_number check (account_number ~ '^[0-9]{4,17}$'),
  -- How its bank wants to be told of checks.
  layout text not null constraint ck_check_account_layout check (layout in
    ('comma_separated', 'fixed_hundred', 'fixed_hundred_nine')),
  next_number bigint not null constraint ck_check_account_next check (next_number between 1 and 9999999999)
);
insert into check_account (code, name, bank_name, routing_number, account_number, layout, next_number) values
  ('refunds', 'Refund checks', 'City depository', '123456780', '000123456789', 'comma_separated', 1001);

create table check_run (
  id uuid primary key,
  account_code text not null constraint fk_check_run_account references check_account,
  checks integer not null constraint ck_check_run_checks check (checks between 1 and 200),
  first_number bigint not null,
  last_number bigint not null,
  total_cents bigint not null,
  made_on date not null,
  made_at timestamptz not null,
  made_by text not null,
  pdf bytea not null,
  sha256 text not null constraint ck_check_run_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint ck_check_run_numbers check (first_number <= last_number)
);
create trigger tr_check_run_append_only before update or delete on check_run
  for each row execute function append_only();

create table bank_check (
  id uuid primary key,
  account_code text not null constraint fk_bank_check_account references check_account,
  number bigint not null,
  refund_id uuid not null constraint fk_bank_check_refund references refund,
  replaces_id uuid constraint fk_bank_check_replaces references bank_check
    constraint ux_bank_check_replaced_once unique,
  amount_cents bigint not null constraint ck_bank_check_amount check (amount_cents between 1 and 99999999),
  payee text not null constraint ck_bank_check_payee check (length(trim(payee)) > 0),
  address text not null,
  issued_on date not null,
  issued_by text not null,
  run_id uuid constraint fk_bank_check_run references check_run,
  mailed_on date,
  state text not null constraint ck_bank_check_state check (state in
    ('issued', 'printed', 'mailed', 'cleared', 'void', 'stop_asked', 'stopped', 'stale', 'reissued')),
  changed_by text not null,
  changed_at timestamptz not null,
  journal_entry_id uuid not null constraint fk_bank_check_journal_entry references journal_entry
    constraint ux_bank_check_journal_entry unique,
  constraint ux_bank_check_number unique (account_code, number),
  constraint ck_bank_check_is_in_a_run check (run_id is not null or state in ('issued', 'void', 'reissued'))
);
create index ix_bank_check_refund on bank_check (refund_id);
create index ix_bank_check_state on bank_check (state, issued_on);

create table bank_check_event (
  id uuid primary key,
  check_id uuid not null constraint fk_bank_check_event_check references bank_check,
  state text not null constraint ck_bank_check_event_state check (state in
    ('issued', 'printed', 'mailed', 'cleared', 'void', 'stop_asked', 'stopped', 'stale', 'reissued')),
  note text not null,
  on_day date not null,
  at timestamptz not null,
  by_whom text not null,
  journal_entry_id uuid constraint fk_bank_check_event_entry references journal_entry
    constraint ux_bank_check_event_entry unique
);
create index ix_bank_check_event_check on bank_check_event (check_id, at);
create trigger tr_bank_check_event_append_only before update or delete on bank_check_event
  for each row execute function append_only();

-- Every move a check can make; what is absent cannot happen. A stop is asked for and waits for the bank.
create function bank_check_may_move(from_state text, to_state text) returns boolean language sql immutable as $$
  select (from_state, to_state) in (('issued', 'printed'), ('issued', 'void'), ('printed', 'mailed'),
    ('printed', 'void'), ('mailed', 'cleared'), ('mailed', 'stop_asked'), ('mailed', 'stale'),
    ('stop_asked', 'stopped'), ('stop_asked', 'mailed'), ('stop_asked', 'cleared'), ('stale', 'cleared'),
    ('stale', 'reissued'), ('void', 'reissued'), ('stopped', 'reissued'))
$$;

create function bank_check_is_sound() returns trigger language plpgsql as $$
begin
  if exists (select from refund r where r.id = new.refund_id and r.requested_by = new.issued_by)
    or exists (select from refund_approval a where a.refund_id = new.refund_id and a.decided_by = new.issued_by) then
    raise exception 'Who writes a check did not ask for its refund and did not approve it.'
      using errcode = 'check_violation', constraint = 'ck_bank_check_third_person', table = 'bank_check';
  end if;
  if new.replaces_id is not null and not exists (select from bank_check c where c.id = new.replaces_id
      and c.state = 'reissued' and c.refund_id = new.refund_id and c.amount_cents = new.amount_cents) then
    raise exception 'Check % is not to be replaced.', new.replaces_id
      using errcode = 'check_violation', constraint = 'ck_bank_check_replaces', table = 'bank_check';
  end if;
  if (select coalesce(sum(c.amount_cents), 0) from bank_check c where c.refund_id = new.refund_id
        and c.state not in ('void', 'stopped', 'reissued')) + new.amount_cents >
     (select coalesce(sum(p.amount_cents), 0) from refund_part p where p.refund_id = new.refund_id
        and p.way = 'check' and p.state not in ('failed', 'dropped')) then
    raise exception 'Refund % is not so much by check.', new.refund_id
      using errcode = 'check_violation', constraint = 'ck_bank_check_within_refund', table = 'bank_check';
  end if;
  return new;
end $$;
create trigger tr_bank_check_is_sound before insert on bank_check
  for each row execute function bank_check_is_sound();

create function bank_check_keeps_what_happened() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (to_jsonb(new) - array['state', 'run_id', 'mailed_on', 'changed_by', 'changed_at'])
      <> (to_jsonb(old) - array['state', 'run_id', 'mailed_on', 'changed_by', 'changed_at'])
    or old.run_id is not null and new.run_id is distinct from old.run_id then
    raise exception 'Of a check only its state changes.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'bank_check';
  end if;
  if new.state = old.state then return new; end if;
  if not bank_check_may_move(old.state, new.state) then
    raise exception 'Check % does not go from % to %.', old.number, old.state, new.state
      using errcode = 'check_violation', constraint = 'ck_bank_check_moves', table = 'bank_check';
  end if;
  if new.changed_by <> 'system' and exists (select from refund r where r.id = new.refund_id
      and is_own_account(new.changed_by, r.customer_account_id)) then
    raise exception 'Nobody keeps checks of an account of their own.'
      using errcode = 'check_violation', constraint = 'ck_bank_check_own_account', table = 'bank_check';
  end if;
  if new.state = 'printed' and (exists (select from refund r where r.id = new.refund_id
        and r.requested_by = new.changed_by)
      or exists (select from refund_approval a where a.refund_id = new.refund_id and a.decided_by = new.changed_by))
  then
    raise exception 'Who prints a check did not ask for its refund and did not approve it.'
      using errcode = 'check_violation', constraint = 'ck_bank_check_printer', table = 'bank_check';
  end if;
  if new.state = 'cleared' and (new.changed_by = new.issued_by or exists (select from check_run r
      where r.id = new.run_id and r.made_by = new.changed_by)) then
    raise exception 'Who wrote or printed check % does not reconcile it.', new.number
      using errcode = 'check_violation', constraint = 'ck_bank_check_reconciler', table = 'bank_check';
  end if;
  return new;
end $$;
create trigger tr_bank_check_keeps_what_happened before update or delete on bank_check
  for each row execute function bank_check_keeps_what_happened();

create function check_account_counts_on() returns trigger language plpgsql as $$
begin
  if new.next_number < old.next_number then
    raise exception 'Numbers of checks are not used twice.'
      using errcode = 'check_violation', constraint = 'ck_check_account_counts_on', table = 'check_account';
  end if;
  return new;
end $$;
create trigger tr_check_account_counts_on before update on check_account
  for each row execute function check_account_counts_on();
