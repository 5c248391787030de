-- One refund of an account is before the office at a time: asked for, or due because the account closed.
update office_task t set done_at = now(), done_by = 'system'
where t.kind in ('refund_requested', 'refund_due') and t.done_at is null and exists (
  select from office_task n where n.customer_account_id = t.customer_account_id
    and n.kind in ('refund_requested', 'refund_due') and n.done_at is null
    and (n.created_at, n.id) > (t.created_at, t.id));
create unique index ux_office_task_one_refund on office_task (customer_account_id)
  where kind in ('refund_requested', 'refund_due') and done_at is null;

-- A dispute that was decided may be looked at again, once, by somebody else.
alter table disputed_item add column round integer not null default 1
  constraint ck_disputed_item_round check (round in (1, 2));
alter table disputed_item drop constraint disputed_item_pkey, add primary key (request_id, open_item_id, round);
alter table dispute_decision add column round integer not null default 1
  constraint ck_dispute_decision_round check (round in (1, 2));
alter table dispute_decision drop constraint dispute_decision_pkey, add primary key (request_id, round);

create function dispute_decision_has_second_person() returns trigger language plpgsql as $$
begin
  if new.round = 2 and not exists (select from dispute_decision d
      where d.request_id = new.request_id and d.round = 1 and d.ruling <> 'upheld' and d.decided_by <> new.decided_by)
  then
    raise exception 'Dispute % is looked at again by somebody else.', new.request_id using errcode = 'check_violation',
      constraint = 'ck_dispute_decision_second_person', table = 'dispute_decision';
  end if;
  return new;
end $$;
create trigger tr_dispute_decision_second_person before insert on dispute_decision
  for each row execute function dispute_decision_has_second_person();
