-- The application role may read everything and add rows. It may change only what is named here, and delete nothing
-- that tells of money. Run again after every migration: it must stay true for tables added later.
grant usage on schema public to portal_app, portal_reader;
grant select on all tables in schema public to portal_app, portal_reader;
grant usage on all sequences in schema public to portal_app;
grant execute on function gather_statistics() to portal_app;
-- Reports have no use for what opens the house: keys, secrets, PINs, letters with links in them.
revoke select on notice, notice_batch_file, staff_account_tie, staff_account_tie_end, contact_change_proof,
  kept_document, document_content, document_view, legal_hold, account_flag, account_flag_step, account_note,
  check_account, check_run, mail_came_back, asking_link, stranger, stranger_key, email_change, paperless_test,
  third_party_contact, consent, contact_change, request_message, request_file, service_request, identity_check,
  read_evidence, print_batch_piece, data_protection_key, authenticator, recovery_code, mailed_secret,
  sign_in_session, document_about, portal_user,
  portal_user_token, portal_user_passkey, outbox_mail, customer_account from portal_reader;
grant select (id, number, customer_id, premise_id, opened_on, closed_on, balance_cents, deferred_cents, billing_cycle,
  bill_delivery) on customer_account to portal_reader;
grant select (id, display_name, email, language, created_at) on portal_user to portal_reader;
revoke select on request_caller, caller_check, received_mail, request_reply_address, mail_bounce, mail_stop
  from portal_reader;
revoke insert, update, delete, truncate on all tables in schema public from portal_app;
grant insert on all tables in schema public to portal_app;
revoke insert on delinquency_move, schema_version, permission, role_bundle, duty from portal_app;

grant update (state) on accounting_period to portal_app;
grant update (customer_id, premise_id, balance_cents, deferred_cents, pin, closed_on, billing_cycle, bill_delivery)
  on customer_account to portal_app;
grant update (state, leave_reason, left_at, left_by, ended_at) on budget_enrollment to portal_app;
grant update (state, ended_at, ended_by, end_note) on payment_arrangement to portal_app;
grant update (acknowledge_days, answer_days, lead_days, pay_days, name_en, name_es, retired_at) on request_topic to portal_app;
grant update (name_en, name_es, retired_at) on close_cause, caller_question, request_department to portal_app;
grant update (canceled_by, canceled_at, cancel_note) on appointment to portal_app;
grant update (ended_by, ended_at) on appointment_hours to portal_app;
grant update (removed_at, removed_by, removed_on) on office_closure to portal_app;
grant update on service_agreement, billing_cycle, billing_period, route to portal_app;
grant update (ends_on, ended_at, ended_by) on landlord_agreement to portal_app;
grant update on bill_run, bill_run_chunk, bill_run_item to portal_app;
grant update (postal_order, print_run_id, post, batch_id, withdrawn_at) on bill_print to portal_app;
grant update on print_run to portal_app;
grant update (state, downloaded_at, downloaded_by, mailed_on, mailed_at, mailed_by, replaced_at, replaced_by,
  replaced_why) on print_batch to portal_app;
grant update (left_at, left_reason, left_by, left_note) on print_batch_bill to portal_app;
grant update (left_at, left_by, left_why) on notice_batch_line to portal_app;
grant update on customer, premise, service_point to portal_app;
grant update (read_on, reading, kind) on meter_read to portal_app;
grant update on read_profile, read_import, read_import_row, read_rule_setting, read_exception to portal_app;
grant update on meter_interval_day to portal_app;
grant update (tells_leak, high_percent, tells_away, changed_at, changed_by) on use_alert_choice to portal_app;
grant update (ended_at, ended_by) on away_period to portal_app;
grant update (last_day, used, known_at, known_by, over_at) on use_alert to portal_app;
grant update (watched_on) on use_watch to portal_app;
grant delete on read_import_row to portal_app;
grant delete on asking_link to portal_app;
grant delete on document_content to portal_app;
-- So that their rows can be locked; triggers refuse every change of them.
grant update (kept_at) on kept_document to portal_app;
grant update (made_at) on destruction_list to portal_app;
grant update (placed_at) on legal_hold to portal_app;
grant update (next) on number_series to portal_app;
grant update (effective_on, document, state, drafted_by, changed_at, note, released_by, released_at) on rate_schedule
  to portal_app;
grant update (open_cents, is_disputed) on open_item to portal_app;
grant update (state, assigned_to, expected_on, changed_at) on customer_request to portal_app;
grant update (ended_at) on disputed_item to portal_app;
grant update (state, decided_by, decided_at, undone_by, undone_at, undo_reason) on customer_merge to portal_app;
grant update (ends_on) on account_hold to portal_app;
grant update (asked_on, shut_off_on, state, changed_at, closed_at) on delinquency_case to portal_app;
grant update (ends_on, ended_by, ended_at) on shut_off_hold to portal_app;
grant update (approved_by, approved_at) on shut_off_list to portal_app;
grant update (state, dispatched_at_city, note, changed_by, changed_at) on shut_off_order to portal_app;
grant update (done_at, done_by, canceled_at) on reconnect_order to portal_app;
grant update (owner_id, review_on, lifted_at) on account_flag to portal_app;
grant update (customer_account_id) on security_deposit to portal_app;
grant update (unapplied_cents) on payment to portal_app;
grant update (state, journal_entry_id, issued_by, issued_on, changed_at) on refund to portal_app;
grant update (state, processor_refund_id, failure_code, sent_at, check_at, lease_by, lease_until, paid_entry_id,
  reopened_entry_id) on refund_part to portal_app;
grant update (next_number) on check_account to portal_app;
grant update (state, run_id, mailed_on, changed_by, changed_at) on bank_check to portal_app;
grant update (state, way, note, decided_on, decided_by, decided_at) on unclaimed_claim to portal_app;
grant update (state, note, decided_on, decided_by, decided_at) on unclaimed_turnover to portal_app;
grant update on payment_attempt, payment_attempt_share, webhook_event, gateway_cursor, office_task to portal_app;
grant update (state, processor_payment_id, failure_code, journal_entry_id, changed_at, check_at) on payment_fee
  to portal_app;
grant update on saved_method, method_setup, method_to_forget, autopay_enrollment, draft to portal_app;
grant update on outbox_mail, mail_pause to portal_app;
grant update (lifted_at, lifted_by, lifted_why) on mail_stop to portal_app;
grant update on mail_pace to portal_app;
grant update (closed_by, closed_at) on access_review to portal_app;
grant update (answer, note, answered_by, answered_at) on access_review_item to portal_app;
grant update on portal_user, account_link, staff_member, data_protection_key, rate_bucket to portal_app;
grant update, delete on portal_user_claim, portal_user_login, portal_user_token, portal_user_passkey to portal_app;
grant delete on rate_bucket to portal_app;
grant update on sign_in_session, recovery_code, mailed_secret, authenticator, failed_try to portal_app;
grant delete on recovery_code, authenticator, failed_try to portal_app;
grant update, delete on worker to portal_app;
grant update (old_address, replaced_at, confirmed_at, undo_hash, undone_at) on email_change to portal_app;
grant update (opened_at, consent_id) on paperless_test to portal_app;
grant update (agreed_at, agreed_words, agreed_address, postal_address, ended_at, ended_by) on third_party_contact to portal_app;
grant update (outcome, ended_at, ended_by, link_id) on account_invitation to portal_app;
grant update (lifted_at, lifted_by, lift_reason) on payment_restriction to portal_app;
grant update (state, made_on, entries, debit_cents, credit_cents, fault_count, confirmed_at, confirmed_by, done_at)
  on bank_file to portal_app;
grant update (outcome, payment_id, why, done_at, done_by, note) on bank_file_row to portal_app;
grant delete on bank_file_row to portal_app;
grant update (state, released_at, released_by, released_on, done_at) on adjustment_batch to portal_app;
grant update (outcome, adjustment_id, why, why_values, done_at) on adjustment_batch_row to portal_app;
grant delete on adjustment_batch_row to portal_app;
grant update (state, return_operation_id, restore_operation_id, closed_at) on processor_dispute to portal_app;
grant update (fate, request_id, event_id, left_out, decided_at, decided_by, reason) on received_mail to portal_app;
grant update (close_cause, topic, department, bill_id, bill_line_no, merged_into) on customer_request to portal_app;
grant update (name, version, retired_at) on answer_template to portal_app;
grant usage on schema quartz to portal_app;
grant select, insert, update, delete on all tables in schema quartz to portal_app;
