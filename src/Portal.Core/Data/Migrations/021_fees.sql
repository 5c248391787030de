-- Fees: a table of versions (drafted by one person, released by another), what was charged by it, what was waived.

-- One version of one fee. Never changed: a draft that is wrong is discarded and drafted anew.
create table fee_rate (
  id uuid primary key,
  kind text not null constraint ck_fee_rate_kind check (kind in
    ('new_account', 'reconnect', 'field_visit', 'returned_item')),
  version integer not null constraint ck_fee_rate_version check (version > 0),
  effective_on date not null,
  -- In normal hours; of a returned item the payer's first.
  amount_cents bigint not null constraint ck_fee_rate_amount check (amount_cents between 1 and 99999999),
  after_hours_cents bigint constraint ck_fee_rate_after_hours check (after_hours_cents > 0),
  -- Of a returned item, each one after the payer's first.
  later_cents bigint constraint ck_fee_rate_later check (later_cents > 0),
  -- No more than a statute allows or a cost study found.
  cap_cents bigint,
  after_hours_cap_cents bigint,
  later_cap_cents bigint,
  cap_source text,
  -- Cal. Health & Safety Code 116914: base amounts, raised by an index of a year.
  low_income_cap_cents bigint,
  low_income_after_hours_cap_cents bigint,
  index_factor numeric constraint ck_fee_rate_index_factor check (index_factor > 0),
  index_year integer,
  -- A customer may have it waived once in so many months; null for as often as the office sees fit.
  waiver_months integer constraint ck_fee_rate_waiver_months check (waiver_months > 0),
  fund text not null constraint fk_fee_rate_fund references fund,
  gl_account text not null constraint fk_fee_rate_gl_account references gl_account,
  label_en text not null constraint ck_fee_rate_label_en check (length(trim(label_en)) > 0),
  label_es text not null constraint ck_fee_rate_label_es check (length(trim(label_es)) > 0),
  note text not null constraint ck_fee_rate_note check (length(note) <= 500),
  drafted_by text not null,
  drafted_at timestamptz not null,
  constraint ux_fee_rate_version unique (kind, version),
  constraint ck_fee_rate_within_cap check (
    amount_cents <= cap_cents and after_hours_cents <= after_hours_cap_cents and later_cents <= later_cap_cents),
  constraint ck_fee_rate_cap_has_source check (
    coalesce(cap_cents, after_hours_cap_cents, later_cap_cents) is null or coalesce(length(trim(cap_source)), 0) > 0),
  constraint ck_fee_rate_hours check (after_hours_cents is null or kind in ('reconnect', 'field_visit')),
  constraint ck_fee_rate_first_and_later check ((later_cents is not null) = (kind = 'returned_item')),
  constraint ck_fee_rate_low_income check (
    (low_income_cap_cents is null or (kind = 'reconnect' and low_income_cap_cents > 0))
    and (low_income_after_hours_cap_cents is null or (kind = 'reconnect' and low_income_after_hours_cap_cents > 0))
    and (index_factor is null) = (index_year is null))
);

create table fee_rate_decision (
  fee_rate_id uuid primary key constraint fk_fee_rate_decision_fee_rate references fee_rate,
  decision text not null constraint ck_fee_rate_decision_decision check (decision in ('released', 'discarded')),
  decided_by text not null,
  decided_at timestamptz not null
);

create function fee_rate_decision_has_second_person() returns trigger language plpgsql as $$
begin
  if exists (select from fee_rate where id = new.fee_rate_id and drafted_by = new.decided_by) then
    raise exception 'Fee % is released by whoever drafted it.', new.fee_rate_id
      using errcode = 'check_violation', constraint = 'ck_fee_rate_decision_second_person',
        table = 'fee_rate_decision';
  end if;
  return new;
end $$;
create trigger tr_fee_rate_decision_has_second_person before insert on fee_rate_decision
  for each row when (new.decision = 'released') execute function fee_rate_decision_has_second_person();

-- The version of a fee that holds on a day.
create function fee_rate_on(wanted text, day date) returns uuid language sql stable as $$
  select r.id from fee_rate r join fee_rate_decision d on d.fee_rate_id = r.id and d.decision = 'released'
  where r.kind = wanted and r.effective_on <= day order by r.effective_on desc, r.version desc limit 1
$$;

-- What one fee was charged by: an adjustment and the row of the table.
create table fee_charge (
  adjustment_id uuid primary key constraint fk_fee_charge_adjustment references adjustment,
  fee_rate_id uuid not null constraint fk_fee_charge_fee_rate references fee_rate,
  basis text not null constraint ck_fee_charge_basis check (basis in ('normal', 'after_hours', 'first', 'later')),
  -- The low-income cap was applied.
  low_income boolean not null,
  -- The payment that came back: charged for once.
  payment_id uuid constraint fk_fee_charge_payment references payment constraint ux_fee_charge_payment unique,
  constraint ck_fee_charge_returned_has_payment check ((payment_id is not null) = (basis in ('first', 'later')))
);
create index ix_fee_charge_fee_rate on fee_charge (fee_rate_id);

-- The amount is the table's, by the version in force that day, and never above a cap.
create function fee_charge_is_as_in_the_table() returns trigger language plpgsql as $$
declare
  charged adjustment;
  rate fee_rate;
  wanted bigint;
  most bigint;
begin
  select * into charged from adjustment where id = new.adjustment_id;
  select * into rate from fee_rate where id = new.fee_rate_id;
  wanted := case new.basis when 'after_hours' then rate.after_hours_cents when 'later' then rate.later_cents
    else rate.amount_cents end;
  if new.low_income then
    most := floor(case new.basis when 'after_hours' then rate.low_income_after_hours_cap_cents
      when 'normal' then rate.low_income_cap_cents end * coalesce(rate.index_factor, 1));
    wanted := least(wanted, most);
  end if;
  if charged.amount_cents is distinct from wanted or charged.side <> 'debit' or charged.reason <> rate.kind
     or charged.kind not in ('fee', 'returned_item')
     or (charged.kind = 'returned_item') <> (rate.kind = 'returned_item')
     or rate.id is distinct from fee_rate_on(rate.kind, charged.posted_on) then
    raise exception 'Adjustment % is not the fee of the table.', new.adjustment_id
      using errcode = 'check_violation', constraint = 'ck_fee_charge_as_in_table', table = 'fee_charge';
  end if;
  return new;
end $$;
create trigger tr_fee_charge_is_as_in_the_table before insert on fee_charge
  for each row execute function fee_charge_is_as_in_the_table();

-- A charge outside a bill that the city let go: the credit, and the charge it cites.
create table charge_waiver (
  adjustment_id uuid primary key constraint fk_charge_waiver_adjustment references adjustment,
  waives_id uuid not null constraint fk_charge_waiver_waives references adjustment
    constraint ux_charge_waiver_once unique,
  -- The rule of that day: once in so many months; null for no such rule.
  months integer constraint ck_charge_waiver_months check (months > 0)
);

create function charge_waiver_is_sound() returns trigger language plpgsql as $$
declare
  credit adjustment;
  charge adjustment;
begin
  select * into credit from adjustment where id = new.adjustment_id;
  select * into charge from adjustment where id = new.waives_id;
  if credit.kind <> 'waiver' or credit.side <> 'credit' or charge.side <> 'debit' or charge.reverses_id is not null
     or charge.kind not in ('fee', 'returned_item', 'late_charge')
     or credit.customer_account_id <> charge.customer_account_id or credit.amount_cents > charge.amount_cents then
    raise exception 'Adjustment % does not waive %.', new.adjustment_id, new.waives_id
      using errcode = 'check_violation', constraint = 'ck_charge_waiver_cites_charge', table = 'charge_waiver';
  end if;
  if exists (
    select from charge_waiver w join adjustment a on a.id = w.adjustment_id join adjustment c on c.id = w.waives_id
    where a.customer_account_id = credit.customer_account_id and c.kind = charge.kind and c.reason = charge.reason
      and a.posted_on > credit.posted_on - make_interval(months => new.months)
      and not exists (select from adjustment r where r.reverses_id = a.id)) then
    raise exception 'Such a charge was waived within % months.', new.months
      using errcode = 'check_violation', constraint = 'ck_charge_waiver_once_in_months', table = 'charge_waiver';
  end if;
  return new;
end $$;
create trigger tr_charge_waiver_is_sound before insert on charge_waiver
  for each row execute function charge_waiver_is_sound();

create trigger tr_fee_rate_append_only before update or delete on fee_rate
  for each row execute function append_only();
create trigger tr_fee_rate_decision_append_only before update or delete on fee_rate_decision
  for each row execute function append_only();
create trigger tr_fee_charge_append_only before update or delete on fee_charge
  for each row execute function append_only();
create trigger tr_charge_waiver_append_only before update or delete on charge_waiver
  for each row execute function append_only();

insert into money_rule (id, kind, effective_on, document, made_by, made_at) values
  ('02100000-0000-7000-8000-000000000001', 'fees', '2000-01-01',
    '{"due_days": 21, "late_charge_waiver_months": 12}', 'system:city', '2000-01-01');
insert into money_rule_release (rule_id, released_by, released_at) values
  ('02100000-0000-7000-8000-000000000001', 'system:setup', '2000-01-01');

-- What the city starts with; versions that a second person releases replace it.
insert into fee_rate (id, kind, version, effective_on, amount_cents, after_hours_cents, later_cents, cap_cents,
  after_hours_cap_cents, later_cap_cents, cap_source, low_income_cap_cents, low_income_after_hours_cap_cents,
  index_factor, index_year, waiver_months, fund, gl_account, label_en, label_es, note, drafted_by, drafted_at) values
  ('02100000-0000-7000-8000-00000000000a', 'new_account', 1, '2000-01-01', 2000, null, null, 2000, null, null,
    'Cost study of the city', null, null, null, null, null, '510', '4130', 'New account fee',
    'Cargo por cuenta nueva', '', 'system:city', '2000-01-01'),
  ('02100000-0000-7000-8000-00000000000b', 'reconnect', 1, '2000-01-01', 6000, 17500, null, 6000, 17500, null,
    'Cost study of the city', 5000, 15000, 1, 2021, null, '510', '4130', 'Reconnection fee',
    'Cargo por reconexión', 'Low-income caps: Health & Safety Code 116914', 'system:city', '2000-01-01'),
  ('02100000-0000-7000-8000-00000000000c', 'field_visit', 1, '2000-01-01', 2800, 8400, null, 2800, 8400, null,
    'Cost study of the city', null, null, null, null, 12, '510', '4130', 'Field visit fee',
    'Cargo por visita', '', 'system:city', '2000-01-01'),
  ('02100000-0000-7000-8000-00000000000d', 'returned_item', 1, '2000-01-01', 2500, null, 3500, 2500, null, 3500,
    'Civil Code 1719: $25 first, $35 each later; Government Code 6157: cost', null, null, null, null, 12, '100',
    '4120', 'Returned payment fee', 'Cargo por pago devuelto', '', 'system:city', '2000-01-01');
insert into fee_rate_decision (fee_rate_id, decision, decided_by, decided_at)
  select id, 'released', 'system:setup', '2000-01-01' from fee_rate;
