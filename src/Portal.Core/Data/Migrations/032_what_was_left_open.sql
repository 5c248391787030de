-- Files of reads may say demand and what was sent back to the grid, besides the reading.
alter table read_import_row
  add column demand numeric(14, 4),
  add column exported numeric(14, 4);

-- A released run approves the credits of its own accounts, of no others.
create or replace function adjustment_was_approved(made adjustment) returns boolean language sql stable as $$
  select was_approved(made.operation_id, made.customer_account_id, made.approved_by)
    or made.kind = 'correction' and made.side = 'credit' and made.reason = 'true_up' and exists (
      select from bill_run r
      join bill_run_item i on i.run_id = r.id and i.customer_account_id = made.customer_account_id
      where r.id = made.operation_id and r.released_by = made.approved_by
        and r.released_by <> r.prepared_by and r.bill_on = made.posted_on)
$$;

-- Without a rule about deposits nobody returns one alone.
create or replace function deposit_movement_is_sound() returns trigger language plpgsql as $$
declare
  held bigint;
  rule jsonb := money_rule_on('security_deposits', new.moved_on);
  alone bigint;
begin
  select coalesce(sum(case when kind in ('taken', 'interest') then amount_cents else -amount_cents end), 0) into held
    from deposit_movement where deposit_id = new.deposit_id;
  if new.kind in ('applied', 'returned') and new.amount_cents <> held
     or new.kind = 'interest' and held = 0
     or new.kind = 'taken' and new.amount_cents <> (
       select amount_cents from security_deposit where id = new.deposit_id) then
    raise exception 'Deposit % holds % cents.', new.deposit_id, held
      using errcode = 'check_violation', constraint = 'ck_deposit_movement_whole', table = 'deposit_movement';
  end if;
  if new.kind = 'returned' and new.approved_by is null then
    select coalesce(sum(m.amount_cents), 0) into alone
    from deposit_movement m join security_deposit d on d.id = m.deposit_id
    where d.customer_account_id = (select customer_account_id from security_deposit where id = new.deposit_id)
      and m.kind = 'returned' and m.approved_by is null
      and m.moved_on > new.moved_on - coalesce((rule ->> 'return_window_days')::integer, 30);
    if new.amount_cents + alone > coalesce((rule ->> 'return_limit_cents')::bigint, 0) then
      raise exception 'A return of % cents needs a second person.', new.amount_cents
        using errcode = 'check_violation', constraint = 'ck_deposit_movement_return_limit', table = 'deposit_movement';
    end if;
  end if;
  return new;
end $$;
