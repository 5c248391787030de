-- A check goes to whom, and where, those who approved its refund could see; and a stop has two people.

create function bank_check_payee_as_approved() returns trigger language plpgsql as $$
declare
  account uuid;
  approved timestamptz;
begin
  -- What is stale cannot be made a credit again and approved anew: it follows its customer.
  if exists (select from bank_check_event e where e.check_id = new.replaces_id and e.state = 'stale') then
    return new;
  end if;
  select r.customer_account_id into account from refund r where r.id = new.refund_id;
  select max(a.decided_at) into approved from refund_approval a
  where a.refund_id = new.refund_id and a.decision = 'approved';
  if exists (select from contact_change c join customer_account a on a.customer_id = c.customer_id
      where a.id = account and c.part in ('mailing_address', 'name', 'legal_name') and c.changed_at > approved)
    or exists (select from customer_merge_account moved join customer_merge m on m.id = moved.merge_id
      where moved.customer_account_id = account and (m.decided_at > approved or m.undone_at > approved)) then
    raise exception 'Who is paid, or where, changed since refund % was approved.', new.refund_id
      using errcode = 'check_violation', constraint = 'ck_bank_check_payee_as_approved', table = 'bank_check';
  end if;
  return new;
end $$;
create trigger tr_bank_check_payee_as_approved before insert on bank_check
  for each row execute function bank_check_payee_as_approved();

create function bank_check_stop_has_two() returns trigger language plpgsql as $$
begin
  if new.state = 'stopped' and old.state = 'stop_asked' and new.changed_by = old.changed_by then
    raise exception 'Who asked for the stop of check % does not confirm it.', new.number
      using errcode = 'check_violation', constraint = 'ck_bank_check_stop_confirmer', table = 'bank_check';
  end if;
  if new.state = 'reissued' and old.state = 'stopped' and new.changed_by = old.changed_by then
    raise exception 'Who confirmed the stop of check % does not replace it.', new.number
      using errcode = 'check_violation', constraint = 'ck_bank_check_stop_reissuer', table = 'bank_check';
  end if;
  return new;
end $$;
create trigger tr_bank_check_stop_has_two before update on bank_check
  for each row execute function bank_check_stop_has_two();
