-- The application role may read everything and add rows. It may change only what is named here, and delete nothing
-- that tells of money. Run again after every migration: it must stay true for tables added later.
grant usage on schema public to portal_app, portal_reader;
grant select on all tables in schema public to portal_app, portal_reader;
grant usage on all sequences in schema public to portal_app;
grant execute on function gather_statistics() to portal_app;
-- Reports have no use for what opens the house: keys, secrets, PINs, letters with links in them.
revoke select on mail_came_back, asking_link, stranger, stranger_key, email_change, paperless_test, third_party_contact, consent, contact_change, request_message, request_file, service_request, identity_check, read_evidence, print_batch_piece, data_protection_key, authenticator, recovery_code, mailed_secret, sign_in_session,
  portal_user,
  portal_user_token, portal_user_passkey, outbox_mail, customer_account from portal_reader;
grant select (id, number, customer_id, premise_id, opened_on, closed_on, balance_cents, deferred_cents, billing_cycle,
  bill_delivery) on customer_account to portal_reader;
grant select (id, display_name, email, language, created_at) on portal_user to portal_reader;
revoke insert, update, delete, truncate on all tables in schema public from portal_app;
grant insert on all tables in schema public to portal_app;
revoke insert on schema_version from portal_app;

grant update (state) on accounting_period to portal_app;
grant update (balance_cents, deferred_cents, pin, closed_on, billing_cycle, bill_delivery) on customer_account
  to portal_app;
grant update (state, leave_reason, left_at, left_by, ended_at) on budget_enrollment to portal_app;
grant update (state, ended_at, ended_by, end_note) on payment_arrangement to portal_app;
grant update (acknowledge_days, answer_days, lead_days, pay_days) on request_topic to portal_app;
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
grant update (next) on number_series to portal_app;
grant update (effective_on, document, state, drafted_by, changed_at, note, released_by, released_at) on rate_schedule
  to portal_app;
grant update (open_cents, is_disputed) on open_item to portal_app;
grant update (state, assigned_to, expected_on, changed_at) on customer_request to portal_app;
grant update (ended_at) on disputed_item to portal_app;
grant update (ends_on) on account_hold to portal_app;
grant update (customer_account_id) on security_deposit to portal_app;
grant update (unapplied_cents) on payment to portal_app;
grant update on payment_attempt, payment_attempt_share, webhook_event, gateway_cursor, office_task to portal_app;
grant update on saved_method, method_setup, method_to_forget, autopay_enrollment, draft to portal_app;
grant update on outbox_mail, mail_pause to portal_app;
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
grant usage on schema quartz to portal_app;
grant select, insert, update, delete on all tables in schema quartz to portal_app;
