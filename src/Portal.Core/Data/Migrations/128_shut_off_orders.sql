-- Lists of accounts to shut off, approved by a second person; orders for the field; and what money does to them.

create table shut_off_list (
  id uuid primary key,
  for_day date not null,
  made_by text not null,
  made_at timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  constraint ck_shut_off_list_approved check (num_nulls(approved_by, approved_at) in (0, 2)),
  constraint ck_shut_off_list_second_person check (approved_by <> made_by)
);

create function shut_off_list_keeps_what_happened() returns trigger language plpgsql as $$
begin
  if old.approved_at is not null
    or to_jsonb(new) - 'approved_by' - 'approved_at' <> to_jsonb(old) - 'approved_by' - 'approved_at' then
    raise exception 'A list is approved once and otherwise stays as it is.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'shut_off_list';
  end if;
  return new;
end $$;
create trigger tr_shut_off_list_keeps_what_happened before update on shut_off_list
  for each row execute function shut_off_list_keeps_what_happened();

create table shut_off_order (
  id uuid primary key,
  list_id uuid not null constraint fk_shut_off_order_list references shut_off_list,
  case_id uuid not null constraint fk_shut_off_order_case references delinquency_case,
  customer_account_id uuid not null constraint fk_shut_off_order_account references customer_account,
  route text,
  route_order integer,
  state text not null constraint ck_shut_off_order_state
    check (state in ('listed', 'ready', 'dispatched', 'done', 'failed', 'canceled')),
  dispatched_at_city timestamp,
  note text,
  changed_by text not null,
  changed_at timestamptz not null,
  constraint ck_shut_off_order_done_was_dispatched
    check (state not in ('dispatched', 'done', 'failed') or dispatched_at_city is not null),
  constraint ck_shut_off_order_failed_says_why check (state <> 'failed' or length(trim(coalesce(note, ''))) > 0)
);
create unique index ux_shut_off_order_one_live on shut_off_order (case_id)
  where state in ('listed', 'ready', 'dispatched');
create index ix_shut_off_order_list on shut_off_order (list_id);

create function shut_off_order_moves() returns trigger language plpgsql as $$
declare
  why text;
begin
  if (old.state, new.state) not in (('listed', 'ready'), ('listed', 'canceled'), ('ready', 'dispatched'),
      ('ready', 'canceled'), ('dispatched', 'done'), ('dispatched', 'failed'), ('dispatched', 'canceled')) then
    raise exception 'An order goes not from % to %.', old.state, new.state
      using errcode = 'check_violation', constraint = 'ck_shut_off_order_moves', table = 'shut_off_order';
  end if;
  if new.state = 'ready' and not exists (select from shut_off_list l
      where l.id = new.list_id and l.approved_at is not null) then
    raise exception 'The list of order % is not approved.', new.id
      using errcode = 'check_violation', constraint = 'ck_shut_off_order_approved', table = 'shut_off_order';
  end if;
  -- Nothing goes out, whoever asks, that the pack does not allow at that minute.
  if new.state = 'dispatched' then
    why := shut_off_why_not(new.case_id, new.dispatched_at_city);
    if why is not null then
      raise exception 'Order % may not be dispatched: %.', new.id, why
        using errcode = 'check_violation', constraint = 'ck_shut_off_order_allowed', table = 'shut_off_order';
    end if;
  end if;
  return new;
end $$;
create trigger tr_shut_off_order_moves before update of state on shut_off_order
  for each row when (old.state <> new.state) execute function shut_off_order_moves();

create function shut_off_order_begins_listed() returns trigger language plpgsql as $$
begin
  if new.state <> 'listed' then
    raise exception 'An order begins on a list.'
      using errcode = 'check_violation', constraint = 'ck_shut_off_order_begins_listed', table = 'shut_off_order';
  end if;
  return new;
end $$;
create trigger tr_shut_off_order_begins_listed before insert on shut_off_order
  for each row execute function shut_off_order_begins_listed();

-- A case is disconnected by an order that was done, and by nothing else.
create function delinquency_step_disconnects() returns trigger language plpgsql as $$
begin
  if not exists (select from shut_off_order o where o.case_id = new.case_id and o.state = 'done') then
    raise exception 'Case % has no order that was done.', new.case_id
      using errcode = 'check_violation', constraint = 'ck_delinquency_step_disconnect_has_order',
        table = 'delinquency_step';
  end if;
  return new;
end $$;
create trigger tr_delinquency_step_disconnects before insert on delinquency_step
  for each row when (new.event = 'disconnect') execute function delinquency_step_disconnects();

create table reconnect_order (
  id uuid primary key,
  case_id uuid not null constraint fk_reconnect_order_case references delinquency_case,
  customer_account_id uuid not null constraint fk_reconnect_order_account references customer_account,
  opened_at timestamptz not null,
  done_at timestamptz,
  done_by text,
  canceled_at timestamptz,
  constraint ck_reconnect_order_done check (num_nulls(done_at, done_by) in (0, 2)),
  constraint ck_reconnect_order_one_end check (num_nonnulls(done_at, canceled_at) <= 1)
);
create unique index ux_reconnect_order_one_open on reconnect_order (case_id)
  where done_at is null and canceled_at is null;

-- Money moves the case in its own transaction, whatever act brought it: what was asked for is paid, and the order is
-- canceled or the reconnection opened; it came back, and the reconnection is canceled.
create function delinquency_follows_balance() returns trigger language plpgsql as $$
declare
  c delinquency_case;
  owed bigint;
  happened text;
  leads_to text;
begin
  select * into c from delinquency_case where customer_account_id = new.id and closed_at is null for update;
  if not found then return null; end if;
  owed := amount_to_stop_cents(c.id);
  happened := case
    when owed <= 0 and c.state in ('past_due', 'noticed', 'final', 'ordered', 'failed_order', 'disconnected')
      then 'pay'
    when owed > 0 and c.state = 'reconnected' then 'take_back' end;
  if happened is null then return null; end if;
  select m.to_state into strict leads_to from delinquency_move m where m.from_state = c.state and m.event = happened;
  insert into delinquency_step (case_id, no, event, from_state, to_state, at_city, at, by_whom)
  select c.id, max(s.no) + 1, happened, c.state, leads_to, max(s.at_city), now(), 'system'
  from delinquency_step s where s.case_id = c.id;
  update delinquency_case set state = leads_to, changed_at = now(), shut_off_on = case when leads_to = 'current'
    then null else shut_off_on end, closed_at = case when leads_to = 'current' then now() end where id = c.id;
  update shut_off_order set state = 'canceled', note = 'paid', changed_by = 'system', changed_at = now()
  where case_id = c.id and state in ('listed', 'ready', 'dispatched');
  if leads_to = 'reconnected' then
    insert into reconnect_order (id, case_id, customer_account_id, opened_at)
    values (gen_random_uuid(), c.id, new.id, now());
  elsif happened = 'take_back' then
    update reconnect_order set canceled_at = now() where case_id = c.id and done_at is null and canceled_at is null;
  end if;
  return null;
end $$;
create constraint trigger tr_customer_account_delinquency_follows after update of balance_cents on customer_account
  deferrable initially deferred for each row when (old.balance_cents <> new.balance_cents)
  execute function delinquency_follows_balance();
