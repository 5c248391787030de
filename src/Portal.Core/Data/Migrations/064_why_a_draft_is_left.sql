-- A draft whose announcement never left is not taken; a bank's answer to one payment stops what else uses its method.
alter table draft drop constraint ck_draft_why;
alter table draft add constraint ck_draft_why check (why in ('no_notice', 'nothing_due', 'on_its_way_already',
  'too_small', 'not_allowed', 'method_removed', 'method_expired', 'autopay_ended', 'autopay_suspended', 'too_late',
  'by_payer', 'by_office', 'declined', 'not_finished', 'not_told',
  'method_stopped', 'paid_earlier'));
alter table draft_event drop constraint ck_draft_event_why;
alter table draft_event add constraint ck_draft_event_why check (why in ('no_notice', 'nothing_due',
  'on_its_way_already', 'too_small', 'not_allowed', 'method_removed', 'method_expired', 'autopay_ended',
  'autopay_suspended', 'too_late', 'by_payer', 'by_office', 'declined', 'not_finished', 'not_told',
  'method_stopped', 'paid_earlier'));
alter table autopay_enrollment drop constraint ck_autopay_enrollment_why;
alter table autopay_enrollment add constraint ck_autopay_enrollment_why check (why in
  ('card_refused', 'card_needs_payer', 'bank_closed', 'bank_revoked', 'bank_frozen', 'stop_payment', 'holder_died',
   'two_returns', 'method_gone', 'by_payer', 'by_office', 'link_ended', 'account_closed', 'disputed', 'came_back'));
