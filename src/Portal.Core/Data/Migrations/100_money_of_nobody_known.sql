-- Money in suspense is entered by people too, has somebody who looks for its owner, and comes to an end.
alter table suspense_item alter column processor_payment_id drop not null,
  add column source text not null default 'processor' constraint ck_suspense_item_source check (source in
    ('processor', 'counter', 'mail', 'bank')),
  -- What was entered, and how: the same form enters it once.
  add column operation_id uuid constraint ux_suspense_item_operation unique,
  add column tender text constraint ck_suspense_item_tender check (tender in
    ('cash', 'check', 'money_order', 'cashiers_check', 'card', 'bank_debit', 'wire', 'lockbox', 'security_deposit',
      'assistance')),
  -- What the paper or the bank's line says, as it says it.
  add column payer_name text constraint ck_suspense_item_payer_name check (length(btrim(payer_name)) between 1 and 120),
  add column said_account text
    constraint ck_suspense_item_said_account check (length(btrim(said_account)) between 1 and 40),
  add column reference text constraint ck_suspense_item_reference check (length(btrim(reference)) between 1 and 100),
  add column note text constraint ck_suspense_item_note check (length(btrim(note)) between 1 and 500),
  add column recorded_by text,
  add constraint ck_suspense_item_of_processor check ((source = 'processor') = (processor_payment_id is not null)),
  add constraint ck_suspense_item_recorded check (
    (source = 'processor') = (recorded_by is null) and (recorded_by is null) = (operation_id is null)
    and (recorded_by is null or tender is not null)),
  drop constraint ck_suspense_item_reason,
  add constraint ck_suspense_item_reason check (reason in
    ('late_success', 'amount_mismatch', 'currency_mismatch', 'unknown_attempt', 'account_mismatch', 'no_account',
      'closed_account'));
create index ix_suspense_item_received on suspense_item (received_at, id);

-- Who looks for the owner; the latest row says.
create table suspense_assignment (
  id uuid primary key,
  item_id uuid not null constraint fk_suspense_assignment_item references suspense_item,
  assigned_to uuid not null constraint fk_suspense_assignment_staff references staff_member,
  assigned_at timestamptz not null,
  assigned_by text not null
);
create index ix_suspense_assignment_item on suspense_assignment (item_id, assigned_at desc);
create trigger tr_suspense_assignment_append_only before update or delete on suspense_assignment
  for each row execute function append_only();

-- How it ended, once: on an account, back to the sender uncashed, or, where the ledger never held it, by a note.
create table suspense_resolution (
  item_id uuid primary key constraint fk_suspense_resolution_item references suspense_item,
  operation_id uuid not null constraint ux_suspense_resolution_operation unique,
  kind text not null constraint ck_suspense_resolution_kind check (kind in ('posted', 'sent_back', 'closed')),
  payment_id uuid constraint fk_suspense_resolution_payment references payment
    constraint ux_suspense_resolution_payment unique,
  -- The mirror of the entry by which it was held.
  journal_entry_id uuid constraint fk_suspense_resolution_journal_entry references journal_entry
    constraint ux_suspense_resolution_journal_entry unique,
  note text not null constraint ck_suspense_resolution_note check (length(btrim(note)) between 1 and 500),
  resolved_on date not null,
  resolved_at timestamptz not null,
  resolved_by text not null,
  approved_by text,
  constraint ck_suspense_resolution_posts check ((kind = 'posted') = (payment_id is not null)),
  constraint ck_suspense_resolution_books check ((kind = 'closed') = (journal_entry_id is null)),
  constraint ck_suspense_resolution_second_person check (approved_by <> resolved_by)
);
create index ix_suspense_resolution_resolved on suspense_resolution (resolved_on);
create trigger tr_suspense_resolution_append_only before update or delete on suspense_resolution
  for each row execute function append_only();

create function suspense_resolution_is_sound() returns trigger language plpgsql as $$
declare
  item suspense_item;
  account uuid;
  alone bigint;
  rule jsonb := money_rule_on('adjustments', new.resolved_on);
begin
  select * into item from suspense_item where id = new.item_id;
  select customer_account_id into account from payment where id = new.payment_id;
  if (new.kind = 'closed') <> (item.journal_entry_id is null) or (new.kind = 'posted'
      and not exists (select from payment p where p.id = new.payment_id and p.amount_cents = item.amount_cents)) then
    raise exception 'Item % does not end so.', new.item_id
      using errcode = 'check_violation', constraint = 'ck_suspense_resolution_fits', table = 'suspense_resolution';
  end if;
  if new.kind = 'sent_back' and (item.source = 'processor' or item.recorded_by = new.resolved_by
      or item.tender not in ('check', 'money_order', 'cashiers_check')) then
    raise exception 'Paper is sent back by somebody else than who entered it.'
      using errcode = 'check_violation', constraint = 'ck_suspense_resolution_sent_back',
        table = 'suspense_resolution';
  end if;
  if account is not null and (is_own_account(new.resolved_by, account)
      or new.approved_by is not null and is_own_account(new.approved_by, account)) then
    raise exception 'Nobody puts money on an account of their own.'
      using errcode = 'check_violation', constraint = 'ck_suspense_resolution_own_account',
        table = 'suspense_resolution';
  end if;
  if account is not null and new.approved_by is null then
    select coalesce(sum(p.amount_cents), 0) into alone from suspense_resolution r join payment p on p.id = r.payment_id
      where p.customer_account_id = account and r.approved_by is null
        and r.resolved_on > new.resolved_on - coalesce((rule ->> 'limit_window_days')::int, 30);
    if item.amount_cents + alone > (rule -> 'limits' ->> 'correction')::bigint then
      raise exception '% cents are put on an account by two people.', item.amount_cents + alone
        using errcode = 'check_violation', constraint = 'ck_suspense_resolution_limit', table = 'suspense_resolution';
    end if;
  end if;
  return new;
end $$;
create trigger tr_suspense_resolution_is_sound before insert on suspense_resolution
  for each row execute function suspense_resolution_is_sound();

-- Asked when the transaction ends: a preview names somebody and is undone.
create function suspense_resolution_approval_given() returns trigger language plpgsql as $$
begin
  if not was_approved(
    new.operation_id, (select customer_account_id from payment where id = new.payment_id), new.approved_by) then
    raise exception '% did not approve what became of item %.', new.approved_by, new.item_id
      using errcode = 'check_violation', constraint = 'ck_suspense_resolution_approval_given',
        table = 'suspense_resolution';
  end if;
  return null;
end $$;
create constraint trigger ck_suspense_resolution_approval_given after insert on suspense_resolution
  deferrable initially deferred for each row
  when (new.approved_by is not null) execute function suspense_resolution_approval_given();
