-- Late charges: a run is previewed, released by a second person, then posted account by account.

-- While a hold stands, what it covers is not charged for being late: a dispute, a stay of court, a payment plan.
create table account_hold (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_account_hold_customer_account references customer_account,
  -- One item only; null for the whole account.
  open_item_id uuid constraint fk_account_hold_open_item references open_item,
  kind text not null constraint ck_account_hold_kind check (kind in ('dispute', 'stay', 'plan')),
  reason text not null constraint ck_account_hold_reason check (length(trim(reason)) > 0),
  starts_on date not null,
  ends_on date,
  made_by text not null,
  made_at timestamptz not null,
  constraint ck_account_hold_ends_after_start check (ends_on >= starts_on)
);
create index ix_account_hold_account on account_hold (customer_account_id);

create table late_charge_run (
  id uuid primary key,
  as_of date not null,
  made_by text not null,
  made_at timestamptz not null
);

-- What the preview found: an item, the step it has reached, and its share of the charge.
create table late_charge_run_item (
  run_id uuid not null constraint fk_late_charge_run_item_run references late_charge_run,
  open_item_id uuid not null constraint fk_late_charge_run_item_open_item references open_item,
  customer_account_id uuid not null constraint fk_late_charge_run_item_account references customer_account,
  family text not null,
  step integer not null constraint ck_late_charge_run_item_step check (step > 0),
  basis_cents bigint not null constraint ck_late_charge_run_item_basis check (basis_cents > 0),
  amount_cents bigint not null constraint ck_late_charge_run_item_amount check (amount_cents >= 0),
  primary key (run_id, open_item_id, family)
);
create index ix_late_charge_run_item_account on late_charge_run_item (run_id, customer_account_id);

create table late_charge_run_release (
  run_id uuid primary key constraint fk_late_charge_run_release_run references late_charge_run,
  released_by text not null,
  released_at timestamptz not null
);

create function late_charge_run_release_has_second_person() returns trigger language plpgsql as $$
begin
  if exists (select from late_charge_run where id = new.run_id and made_by = new.released_by) then
    raise exception 'Run % is released by whoever made it.', new.run_id
      using errcode = 'check_violation', constraint = 'ck_late_charge_run_release_second_person',
        table = 'late_charge_run_release';
  end if;
  return new;
end $$;
create trigger tr_late_charge_run_release_has_second_person before insert on late_charge_run_release
  for each row execute function late_charge_run_release_has_second_person();

-- An account that the run is done with: charged, or skipped because it was paid or held meanwhile.
create table late_charge_run_account (
  run_id uuid not null constraint fk_late_charge_run_account_run references late_charge_run,
  customer_account_id uuid not null constraint fk_late_charge_run_account_account references customer_account,
  charged_cents bigint not null constraint ck_late_charge_run_account_charged check (charged_cents >= 0),
  done_at timestamptz not null,
  primary key (run_id, customer_account_id)
);

-- An item is charged once for each step of a family, whatever run does it.
create table late_charge (
  open_item_id uuid not null constraint fk_late_charge_open_item references open_item,
  family text not null,
  step integer not null constraint ck_late_charge_step check (step > 0),
  basis_cents bigint not null constraint ck_late_charge_basis check (basis_cents > 0),
  amount_cents bigint not null constraint ck_late_charge_amount check (amount_cents >= 0),
  adjustment_id uuid not null constraint fk_late_charge_adjustment references adjustment,
  run_id uuid not null constraint fk_late_charge_run references late_charge_run,
  constraint ux_late_charge_item_step primary key (open_item_id, family, step)
);
create index ix_late_charge_adjustment on late_charge (adjustment_id);

create function account_hold_keeps_what_happened() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - 'ends_on' <> to_jsonb(old) - 'ends_on' then
    raise exception 'Only the end of a hold changes.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'account_hold';
  end if;
  return new;
end $$;
create trigger tr_account_hold_keeps_what_happened before update on account_hold
  for each row execute function account_hold_keeps_what_happened();
create trigger tr_late_charge_run_append_only before update or delete on late_charge_run
  for each row execute function append_only();
create trigger tr_late_charge_run_item_append_only before update or delete on late_charge_run_item
  for each row execute function append_only();
create trigger tr_late_charge_run_release_append_only before update or delete on late_charge_run_release
  for each row execute function append_only();
create trigger tr_late_charge_run_account_append_only before update or delete on late_charge_run_account
  for each row execute function append_only();
create trigger tr_late_charge_append_only before update or delete on late_charge
  for each row execute function append_only();

-- The city starts with Roseville's: 5 percent once, after ten days of grace (code 14.04).
insert into money_rule (id, kind, effective_on, document, made_by, made_at) values
  ('01300000-0000-7000-8000-000000000002', 'late_charges', '2000-01-01', '{
    "families": [{"code": "late", "en": "Late charge", "es": "Cargo por pago tardío",
      "first_percent": 5, "grace_days": 10}],
    "due_days": 21}', 'system:city', '2000-01-01');
insert into money_rule_release (rule_id, released_by, released_at) values
  ('01300000-0000-7000-8000-000000000002', 'system:setup', '2000-01-01');
