-- Payments that came back: why, what was done at once, and how a payer may pay afterwards.
alter table money_rule drop constraint ck_money_rule_kind, add constraint ck_money_rule_kind check (kind in
  ('adjustments', 'late_charges', 'fees', 'security_deposits', 'leaks', 'budget_billing', 'arrangements',
    'relief_fund', 'payment_fees', 'returns'));
insert into money_rule (id, kind, effective_on, document, made_by, made_at) values
  ('07200000-0000-7000-8000-000000000001', 'returns', '2000-01-01', '{"answer_days": 10, "months": 12,
    "certified_after": 1, "no_checks_after": 2, "no_checks_months": 12, "late_charge": true,
    "unauthorized_percent": 0.5, "administrative_percent": 3, "overall_percent": 15}', 'system:city', '2000-01-01');
insert into money_rule_release (rule_id, released_by, released_at) values
  ('07200000-0000-7000-8000-000000000001', 'system:setup', '2000-01-01');

-- What a bank may say of an item that it does not pay: Nacha's return codes, X9.100-187's letters of paper checks.
create table return_reason (
  code text primary key,
  source text not null constraint ck_return_reason_source check (source in ('ach', 'check', 'card')),
  -- In plain words, as the letter says it.
  label_en text not null,
  label_es text not null,
  charges_fee boolean not null,
  -- It counts towards taking no more checks and bank debits from a payer; a bank's or our own mistake does not.
  counts boolean not null,
  -- Which of Nacha's return rates it belongs to beside the overall one.
  rate_class text constraint ck_return_reason_rate_class
    check (rate_class in ('unauthorized', 'administrative', 'other')),
  may_retry boolean not null,
  constraint ck_return_reason_rate_of_ach check ((rate_class is not null) = (source = 'ach')),
  constraint ck_return_reason_fee_counts check (counts or not charges_fee)
);
create trigger tr_return_reason_append_only before update or delete on return_reason
  for each row execute function append_only();
insert into return_reason (code, source, label_en, label_es, charges_fee, counts, rate_class, may_retry) values
  ('R01', 'ach', 'There was not enough money in the bank account.',
    'No había suficiente dinero en la cuenta bancaria.', true, true, 'other', true),
  ('R02', 'ach', 'The bank account is closed.',
    'La cuenta bancaria está cerrada.', true, true, 'administrative', false),
  ('R03', 'ach', 'The bank could not find the account.',
    'El banco no encontró la cuenta.', true, true, 'administrative', false),
  ('R04', 'ach', 'The account number is not valid.',
    'El número de cuenta no es válido.', true, true, 'administrative', false),
  ('R05', 'ach', 'A personal account was charged in a way meant for businesses.',
    'Se cobró a una cuenta personal de una forma prevista para empresas.', false, false, 'unauthorized', false),
  ('R06', 'ach', 'Our bank asked for the payment back.',
    'Nuestro banco pidió que se devolviera el pago.', false, false, 'other', false),
  ('R07', 'ach', 'The bank was told that payments are no longer authorized.',
    'Se avisó al banco que ya no se autorizan los pagos.', false, true, 'unauthorized', false),
  ('R08', 'ach', 'The bank was told to stop this payment.',
    'Se ordenó al banco detener este pago.', true, true, 'other', false),
  ('R09', 'ach', 'The money in the bank account was not available yet.',
    'El dinero de la cuenta bancaria aún no estaba disponible.', true, true, 'other', true),
  ('R10', 'ach', 'The bank was told that this payment was not authorized.',
    'Se avisó al banco que este pago no fue autorizado.', false, true, 'unauthorized', false),
  ('R11', 'ach', 'The bank was told that the payment was not as agreed.',
    'Se avisó al banco que el pago no fue como se acordó.', false, false, 'unauthorized', false),
  ('R12', 'ach', 'The account has moved to another bank.',
    'La cuenta pasó a otro banco.', false, false, 'other', false),
  ('R14', 'ach', 'The account can no longer be used.',
    'La cuenta ya no se puede usar.', false, false, 'other', false),
  ('R15', 'ach', 'The account can no longer be used.',
    'La cuenta ya no se puede usar.', false, false, 'other', false),
  ('R16', 'ach', 'The bank account is frozen.',
    'La cuenta bancaria está congelada.', false, true, 'other', false),
  ('R17', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R20', 'ach', 'Payments cannot be made from this kind of account.',
    'Con este tipo de cuenta no se pueden hacer pagos.', false, true, 'other', false),
  ('R24', 'ach', 'The bank saw the payment twice.',
    'El banco vio el pago dos veces.', false, false, 'other', false),
  ('R29', 'ach', 'The business did not authorize the payment.',
    'La empresa no autorizó el pago.', false, true, 'unauthorized', false),
  ('R31', 'ach', 'The bank returned the payment with our agreement.',
    'El banco devolvió el pago con nuestro acuerdo.', false, false, 'other', false),
  ('R51', 'ach', 'The check that was presented again was not eligible.',
    'El cheque que se presentó de nuevo no era válido.', false, false, 'unauthorized', false),
  ('R13', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R18', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R19', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R21', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R22', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R23', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R25', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R26', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R27', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R28', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R30', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R32', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R33', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R34', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R35', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R36', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R37', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R38', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R39', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R40', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R41', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R42', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R43', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R44', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R45', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R46', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R47', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R50', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R52', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R53', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R80', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R81', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R82', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R83', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R84', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R85', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('R90', 'ach', 'The bank could not process the payment.',
    'El banco no pudo procesar el pago.', false, false, 'other', false),
  ('A', 'check', 'There was not enough money in the bank account.',
    'No había suficiente dinero en la cuenta bancaria.', true, true, null, true),
  ('B', 'check', 'The money in the bank account was not available yet.',
    'El dinero de la cuenta bancaria aún no estaba disponible.', true, true, null, true),
  ('C', 'check', 'The bank was told to stop this check.',
    'Se ordenó al banco no pagar este cheque.', true, true, null, false),
  ('D', 'check', 'The bank account is closed.',
    'La cuenta bancaria está cerrada.', true, true, null, false),
  ('E', 'check', 'The bank could not find the account.',
    'El banco no encontró la cuenta.', true, true, null, false),
  ('F', 'check', 'The bank account is frozen.',
    'La cuenta bancaria está congelada.', false, true, null, false),
  ('G', 'check', 'The check is too old.',
    'El cheque es demasiado antiguo.', false, false, null, false),
  ('H', 'check', 'The check bears a later date.',
    'El cheque lleva una fecha posterior.', false, false, null, false),
  ('I', 'check', 'The endorsement is missing.',
    'Falta el endoso.', false, false, null, false),
  ('J', 'check', 'The endorsement is irregular.',
    'El endoso es irregular.', false, false, null, false),
  ('K', 'check', 'The signature is missing.',
    'Falta la firma.', true, true, null, false),
  ('L', 'check', 'The signature is irregular.',
    'La firma es irregular.', false, true, null, false),
  ('M', 'check', 'The item cannot be cashed.',
    'El documento no se puede cobrar.', false, false, null, false),
  ('N', 'check', 'The check was altered.',
    'El cheque fue alterado.', false, true, null, false),
  ('O', 'check', 'The bank could not process the check.',
    'El banco no pudo procesar el cheque.', false, false, null, true),
  ('P', 'check', 'The amount is outside a limit.',
    'El importe está fuera de un límite.', false, false, null, false),
  ('Q', 'check', 'The check was not authorized.',
    'El cheque no fue autorizado.', false, true, null, false),
  ('R', 'check', 'The account was sold to another bank.',
    'La cuenta se vendió a otro banco.', false, false, null, false),
  ('S', 'check', 'The bank refers to whoever wrote the check.',
    'El banco remite a quien escribió el cheque.', false, false, null, false),
  ('T', 'check', 'The check cannot be presented again.',
    'El cheque no se puede presentar otra vez.', false, false, null, false),
  ('U', 'check', 'The image of the check cannot be used.',
    'La imagen del cheque no se puede usar.', false, false, null, true),
  ('W', 'check', 'The amount of the check cannot be read.',
    'No se puede leer el importe del cheque.', false, false, null, false),
  ('X', 'check', 'The bank gave its reason on the check.',
    'El banco indicó el motivo en el cheque.', false, false, null, false),
  ('Y', 'check', 'The check was presented twice.',
    'El cheque se presentó dos veces.', false, false, null, false),
  ('Z', 'check', 'The check is a forgery.',
    'El cheque es falso.', false, true, null, false),
  ('3', 'check', 'The bank could not accept the check.',
    'El banco no pudo aceptar el cheque.', false, false, null, false),
  ('4', 'check', 'The bank could not accept the check.',
    'El banco no pudo aceptar el cheque.', false, false, null, false),
  ('5', 'check', 'The bank could not accept the check.',
    'El banco no pudo aceptar el cheque.', false, false, null, false),
  ('6', 'check', 'The bank could not accept the check.',
    'El banco no pudo aceptar el cheque.', false, false, null, false),
  ('failed', 'ach', 'The bank did not pay.',
    'El banco no pagó.', false, false, 'other', false),
  ('dispute', 'card', 'The payment was disputed with the bank.',
    'El pago se disputó ante el banco.', false, false, null, false);

-- A card's payment is taken back while its holder disputes it.
alter table payment_reversal drop constraint ck_payment_reversal_cause, add constraint ck_payment_reversal_cause
  check (cause in ('correction', 'returned_item', 'disputed'));

-- Of the bank's file by which a debit was sent: what its return is matched by.
alter table payment add column bank_trace text constraint ck_payment_bank_trace check (bank_trace ~ '^[0-9]{15}$');
create index ix_payment_bank_trace on payment (bank_trace) where bank_trace is not null;

-- What came back, one row for each payment; several when one item paid several accounts.
create table returned_payment (
  payment_id uuid primary key constraint fk_returned_payment_reversal references payment_reversal,
  -- The same act records the whole item once.
  operation_id uuid not null,
  reason_code text not null constraint fk_returned_payment_reason references return_reason,
  source text not null constraint ck_returned_payment_source check (source in ('person', 'bank_file', 'processor')),
  -- The paper, line of the file, or the processor's object that says so: what the bank's line is matched with.
  reference text constraint ck_returned_payment_reference check (length(btrim(reference)) between 1 and 200),
  returned_on date not null,
  fee_adjustment_id uuid constraint fk_returned_payment_fee references adjustment
    constraint ux_returned_payment_fee unique,
  late_cents bigint not null constraint ck_returned_payment_late check (late_cents >= 0),
  recorded_at timestamptz not null,
  recorded_by text not null
);
create index ix_returned_payment_operation on returned_payment (operation_id);
create index ix_returned_payment_recorded on returned_payment (recorded_at);
create trigger tr_returned_payment_append_only before update or delete on returned_payment
  for each row execute function append_only();

-- A late charge is of a run, or of a payment that came back too late for the run.
alter table late_charge alter column run_id drop not null,
  add column returned_payment_id uuid constraint fk_late_charge_returned_payment references payment_reversal,
  add constraint ck_late_charge_of_run_or_return check (num_nonnulls(run_id, returned_payment_id) = 1);

-- How a payer may pay from a day to a day, because of what came back (Cal. Gov. Code 6157).
create table payment_restriction (
  id uuid primary key,
  customer_id uuid not null constraint fk_payment_restriction_customer references customer,
  payment_id uuid not null constraint fk_payment_restriction_payment references returned_payment
    constraint ux_payment_restriction_payment unique,
  -- Certified: until what came back is paid otherwise. No checks: until its last day.
  kind text not null constraint ck_payment_restriction_kind check (kind in ('certified', 'no_checks')),
  starts_on date not null,
  ends_on date not null,
  lifted_at timestamptz,
  lifted_by text,
  lift_reason text,
  constraint ck_payment_restriction_ends check (ends_on >= starts_on),
  constraint ck_payment_restriction_lifted check (num_nonnulls(lifted_at, lifted_by, lift_reason) in (0, 3)),
  constraint ck_payment_restriction_reason check (length(btrim(lift_reason)) between 1 and 500)
);
create index ix_payment_restriction_customer on payment_restriction (customer_id, ends_on);
create function payment_restriction_keeps_what_happened() returns trigger language plpgsql as $$
begin
  if old.lifted_at is not null or to_jsonb(new) - array['lifted_at', 'lifted_by', 'lift_reason']
      <> to_jsonb(old) - array['lifted_at', 'lifted_by', 'lift_reason'] then
    raise exception 'A restriction is lifted once, and nothing else of it changes.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'payment_restriction';
  end if;
  return new;
end $$;
create trigger tr_payment_restriction_keeps_what_happened before update on payment_restriction
  for each row execute function payment_restriction_keeps_what_happened();
create trigger tr_payment_restriction_no_delete before delete on payment_restriction
  for each row execute function append_only();

-- The checkout offers no bank debit while the payer's are not taken.
alter table payment_attempt add column cards_only boolean not null default false;

-- A draft from a bank account is left while no debits are taken.
alter table draft drop constraint ck_draft_why;
alter table draft add constraint ck_draft_why check (why in ('no_notice', 'nothing_due', 'on_its_way_already',
  'too_small', 'not_allowed', 'method_removed', 'method_expired', 'autopay_ended', 'autopay_suspended', 'too_late',
  'by_payer', 'by_office', 'declined', 'not_finished', 'not_told',
  'method_stopped', 'paid_earlier', 'no_debits'));
alter table draft_event drop constraint ck_draft_event_why;
alter table draft_event add constraint ck_draft_event_why check (why in ('no_notice', 'nothing_due',
  'on_its_way_already', 'too_small', 'not_allowed', 'method_removed', 'method_expired', 'autopay_ended',
  'autopay_suspended', 'too_late', 'by_payer', 'by_office', 'declined', 'not_finished', 'not_told',
  'method_stopped', 'paid_earlier', 'no_debits'));
