-- A draft is not taken once its bill is canceled: what was billed in its place has a day of its own.
alter table draft drop constraint ck_draft_why;
alter table draft add constraint ck_draft_why check (why in ('no_notice', 'nothing_due', 'on_its_way_already',
  'too_small', 'not_allowed', 'method_removed', 'method_expired', 'autopay_ended', 'autopay_suspended', 'too_late',
  'by_payer', 'by_office', 'declined', 'not_finished', 'not_told', 'method_stopped', 'bill_canceled', 'paid_earlier',
  'no_debits'));
alter table draft_event drop constraint ck_draft_event_why;
alter table draft_event add constraint ck_draft_event_why check (why in ('no_notice', 'nothing_due',
  'on_its_way_already', 'too_small', 'not_allowed', 'method_removed', 'method_expired', 'autopay_ended',
  'autopay_suspended', 'too_late', 'by_payer', 'by_office', 'declined', 'not_finished', 'not_told', 'method_stopped',
  'bill_canceled', 'paid_earlier',
  'no_debits'));
