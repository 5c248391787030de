using Npgsql;

namespace Portal.Core.Tests.Data;

/// <summary>
/// Goes round the classes and pokes the tables: a sound row is added again with something wrong about it, and the
/// rule answers by its name. The journal's own rules are poked by JournalRulesTests, the outbox's by QueueMailTests.
/// </summary>
public sealed class TableRulesTests(OneOfEach rows) : IClassFixture<OneOfEach>
{
    private const string Id = """ "id": "00000000-0000-0000-0000-000000000001" """;
    private const string None = "00000000-0000-0000-0000-000000000002";

    [Theory]
    [InlineData("ck_customer_account_number", """{"number": "12"}""")]
    [InlineData("ck_customer_account_pin", """{"pin": "12345"}""")]
    [InlineData("ck_customer_account_closed_after_opened", """{"closed_on": "1999-01-01"}""")]
    [InlineData("ux_customer_account_number", "{" + Id + "}")]
    [InlineData("fk_customer_account_customer",
        "{" + Id + $$""", "number": "9876543210", "customer_id": "{{None}}"}""")]
    [InlineData("fk_customer_account_premise", "{" + Id + $$""", "number": "9876543210", "premise_id": "{{None}}"}""")]
    public Task An_account_has_its_number_pin_customer_and_premise(string rule, string wrong) =>
        RefusedAsync(rule, "customer_account", wrong);

    [Theory]
    [InlineData("ck_service_point_service", """{"service": "gas"}""")]
    [InlineData("ck_service_point_carts", """{"carts": -1}""")]
    [InlineData("ck_service_point_water_has_meter", """{"meter_number": null}""")]
    [InlineData("ux_service_point_meter_number", "{" + Id + "}")]
    [InlineData("ck_service_point_meter_dials", """{"meter_dials": 2}""")]
    [InlineData("ck_service_point_meter_multiplier", """{"meter_multiplier": 0}""")]
    [InlineData("ck_service_point_area", """{"area_sqft": 0}""")]
    [InlineData("ck_service_point_metered_has_number", """{"service": "electric", "meter_number": null}""")]
    [InlineData("fk_service_point_route", "{" + Id + """, "meter_number": "M-2", "route": "C9-99"}""")]
    public Task Water_has_a_meter_of_its_own(string rule, string wrong) => RefusedAsync(rule, "service_point", wrong);

    [Theory]
    [InlineData("ux_service_agreement_one_at_a_time", "service_agreement", "{" + Id + "}")]
    [InlineData("ux_service_agreement_one_at_a_time", "service_agreement",
        "{" + Id + """, "starts_on": "2023-01-01", "ends_on": "2024-01-02"}""")]
    [InlineData("ck_service_agreement_customer_class", "service_agreement", """{"customer_class": "royal"}""")]
    [InlineData("ck_service_agreement_ends_after_start", "service_agreement", """{"ends_on": "2023-12-31"}""")]
    [InlineData("ck_service_agreement_dwellings", "service_agreement", """{"dwellings": 0}""")]
    [InlineData("ck_billing_cycle_code", "billing_cycle", """{"code": "c 1"}""")]
    [InlineData("ck_billing_cycle_read_day", "billing_cycle", """{"read_day": 29}""")]
    [InlineData("ck_billing_cycle_months", "billing_cycle", """{"months": 4}""")]
    [InlineData("ck_billing_cycle_days_to_bill", "billing_cycle", """{"days_to_bill": -1}""")]
    [InlineData("ck_billing_cycle_days_to_pay", "billing_cycle", """{"days_to_pay": 20}""")]
    [InlineData("ck_route_code", "route", """{"code": "c 1"}""")]
    [InlineData("fk_route_billing_cycle", "route", """{"code": "C9-99", "billing_cycle": "C9"}""")]
    [InlineData("ck_customer_account_bill_delivery", "customer_account", """{"bill_delivery": "pigeon"}""")]
    public Task A_point_is_served_to_one_account_at_a_time(string rule, string table, string wrong) =>
        RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_meter_read_reading", "meter_read", """{"reading": -1}""")]
    [InlineData("ck_meter_read_kind", "meter_read", """{"kind": "guessed"}""")]
    [InlineData("ux_meter_read_point_day", "meter_read", "{" + Id + "}")]
    [InlineData("ck_bill_read_previous_kind", "bill_read", """{"previous_kind": "guessed"}""")]
    [InlineData("ck_bill_read_current_kind", "bill_read", """{"current_kind": "guessed"}""")]
    [InlineData("ck_bill_read_used", "bill_read", """{"used": -1}""")]
    [InlineData("ck_rate_change_act", "rate_change", """{"act": "eaten"}""")]
    public Task A_read_is_one_a_day_and_a_rate_one_from_a_day_on(string rule, string table, string wrong) =>
        RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_bill_adds_up", """{"total_due_cents": 1}""")]
    [InlineData("ck_bill_charges_are_posted", """{"journal_entry_id": null}""")]
    [InlineData("ck_bill_due_after_issue", """{"due_on": "1999-01-01"}""")]
    [InlineData("ck_bill_new_charges",
        """{"new_charges_cents": -1, "total_due_cents": -1, "journal_entry_id": null}""")]
    [InlineData("ck_bill_period", """{"period_from": "2099-01-01"}""")]
    [InlineData("ux_bill_number", "{" + Id + "}")]
    [InlineData("ux_bill_journal_entry", "{" + Id + """, "number": 99, "period_from": "2020-01-01"}""")]
    [InlineData("ux_bill_account_period", "{" + Id +
        """, "number": 99, "journal_entry_id": null, "new_charges_cents": 0, "total_due_cents": 0}""")]
    public Task A_bill_adds_up_and_is_issued_once(string rule, string wrong) => RefusedAsync(rule, "bill", wrong);

    [Theory]
    [InlineData("ck_bill_line_no", "bill_line", """{"no": 0}""")]
    [InlineData("ck_bill_line_charge_kind", "bill_line", """{"charge_kind": "gift"}""")]
    [InlineData("ck_bill_line_service", "bill_line", """{"service": "gas"}""")]
    [InlineData("ck_bill_line_amount", "bill_line", """{"amount_cents": -1}""")]
    [InlineData("fk_bill_line_bill", "bill_line", $$"""{"bill_id": "{{None}}"}""")]
    [InlineData("fk_bill_line_fund", "bill_line", """{"no": 99, "fund": "999"}""")]
    [InlineData("fk_bill_line_gl_account", "bill_line", """{"no": 99, "credit_gl_account": "9999"}""")]
    [InlineData("ck_open_item_charge_kind", "open_item", """{"charge_kind": "gift"}""")]
    [InlineData("ck_open_item_service", "open_item", """{"service": "gas"}""")]
    [InlineData("ck_open_item_amount_positive", "open_item", """{"amount_cents": 0, "open_cents": 0}""")]
    [InlineData("ck_open_item_open_within_amount", "open_item", """{"open_cents": -1}""")]
    [InlineData("ck_open_item_open_within_amount", "open_item", """{"open_cents": 99999999}""")]
    [InlineData("ux_open_item_bill_line", "open_item", "{" + Id + "}")]
    [InlineData("fk_open_item_bill_line", "open_item", "{" + Id + """, "bill_line_no": 99}""")]
    public Task What_is_owed_is_a_line_of_a_bill_and_never_below_nothing(string rule, string table, string wrong) =>
        RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_payment_amount_positive", """{"amount_cents": 0, "unapplied_cents": 0}""")]
    [InlineData("ck_payment_unapplied_within_amount", """{"unapplied_cents": -1}""")]
    [InlineData("ck_payment_unapplied_within_amount", """{"unapplied_cents": 99999999}""")]
    [InlineData("ck_payment_tender", """{"tender": "shells"}""")]
    [InlineData("ux_payment_reference", "{" + Id + "}")]
    [InlineData("ux_payment_journal_entry", "{" + Id + """, "reference": "R-X"}""")]
    [InlineData("ux_payment_operation", "{" + Id + $$""", "reference": "R-X", "journal_entry_id": "{{None}}"}""")]
    [InlineData("fk_payment_journal_entry", "{" + Id +
        $$""", "reference": "R-X", "journal_entry_id": "{{None}}", "operation_id": "{{None}}"}""")]
    public Task A_payment_is_posted_once(string rule, string wrong) => RefusedAsync(rule, "payment", wrong);

    [Theory]
    [InlineData("ck_allocation_amount_positive", "allocation", """{"amount_cents": 0}""")]
    [InlineData("fk_allocation_payment", "allocation", "{" + Id + $$""", "payment_id": "{{None}}"}""")]
    [InlineData("fk_allocation_open_item", "allocation", "{" + Id + $$""", "open_item_id": "{{None}}"}""")]
    [InlineData("fk_allocation_reverses", "allocation", "{" + Id + $$""", "reverses_id": "{{None}}"}""")]
    [InlineData("ux_allocation_reversed_once", "allocation where reverses_id is not null", "{" + Id + "}")]
    [InlineData("ck_suspense_item_amount_positive", "suspense_item", """{"amount_cents": 0}""")]
    [InlineData("ck_suspense_item_reason", "suspense_item", """{"reason": "luck"}""")]
    [InlineData("ux_suspense_item_processor_payment", "suspense_item", "{" + Id + "}")]
    public Task Money_goes_to_what_was_owed_or_to_suspense_once(string rule, string table, string wrong) =>
        RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_payment_attempt_state", "payment_attempt", """{"state": "maybe"}""")]
    [InlineData("ck_payment_attempt_channel", "payment_attempt", """{"channel": "fax"}""")]
    [InlineData("ck_payment_attempt_amount", "payment_attempt", """{"amount_cents": 0}""")]
    [InlineData("ck_payment_attempt_amount", "payment_attempt", """{"amount_cents": 100000000}""")]
    [InlineData("ck_payment_attempt_language", "payment_attempt", """{"language": "fr"}""")]
    [InlineData("ck_payment_attempt_tender", "payment_attempt", """{"tender": "shells"}""")]
    [InlineData("ck_payment_attempt_resident_has_user", "payment_attempt", """{"channel": "resident"}""")]
    [InlineData("ux_payment_attempt_session", "payment_attempt", "{" + Id + "}")]
    [InlineData("ux_payment_attempt_processor_payment", "payment_attempt", "{" + Id + """, "session_id": "cs_2"}""")]
    [InlineData("ck_payment_attempt_share_amount", "payment_attempt_share", """{"amount_cents": 0}""")]
    [InlineData("ck_payment_attempt_share_one_phase", "payment_attempt_share", """{"is_in_flight": true}""")]
    [InlineData("ux_payment_attempt_share_one_live", "payment_attempt_share", $$"""{"attempt_id": "{{None}}"}""")]
    public Task One_attempt_on_an_account_is_live(string rule, string table, string wrong) =>
        RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_webhook_event_state", "webhook_event", """{"state": "lost"}""")]
    [InlineData("ck_webhook_event_waiting_has_next", "webhook_event", """{"next_at": null}""")]
    [InlineData("ux_office_task_dedupe", "office_task", "{" + Id + "}")]
    [InlineData("ck_office_task_done_has_who", "office_task", """{"done_at": "2026-11-16T12:00:00Z"}""")]
    [InlineData("ck_outbox_mail_state", "outbox_mail", """{"state": "lost"}""")]
    [InlineData("ux_outbox_mail_dedupe", "outbox_mail", "{" + Id + "}")]
    [InlineData("ck_outbox_mail_secret_withheld", "outbox_mail",
        """{"state": "refused", "next_at": null, "holds_secret": true}""")]
    [InlineData("fk_outbox_mail_account_mail", "outbox_mail_account", $$"""{"mail_id": "{{None}}"}""")]
    [InlineData("fk_outbox_mail_account_account", "outbox_mail_account", $$"""{"customer_account_id": "{{None}}"}""")]
    [InlineData("ux_mail_pause_one_open", "mail_pause", "{" + Id + "}")]
    public Task Work_waits_in_good_order(string rule, string table, string wrong) => RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_portal_user_language", "portal_user", """{"language": "fr"}""")]
    [InlineData("ux_portal_user_user_name", "portal_user", "{" + Id + """, "normalized_email": "X"}""")]
    [InlineData("ux_portal_user_email", "portal_user", "{" + Id + """, "normalized_user_name": "X"}""")]
    [InlineData("ck_sign_in_session_secret", "sign_in_session", """{"secret_hash": "\\x00"}""")]
    [InlineData("ux_sign_in_session_secret", "sign_in_session", "{" + Id + "}")]
    [InlineData("ck_sign_in_session_role", "sign_in_session", """{"staff_role": "king"}""")]
    [InlineData("ck_sign_in_session_seen_after_start", "sign_in_session", """{"last_seen_at": "1999-01-01"}""")]
    [InlineData("ck_sign_in_session_ended_after_start", "sign_in_session", """{"ended_at": "1999-01-01"}""")]
    [InlineData("ck_recovery_code_hash", "recovery_code", """{"code_hash": "\\x00"}""")]
    [InlineData("ck_mailed_secret_hash", "mailed_secret", """{"secret_hash": "\\x00"}""")]
    [InlineData("ck_mailed_secret_purpose", "mailed_secret", """{"purpose": "greeting"}""")]
    [InlineData("ck_account_link_ended_after_linked", "account_link", """{"ended_at": "1999-01-01"}""")]
    [InlineData("ux_account_link_one_open", "account_link", "{" + Id + "}")]
    [InlineData("ck_staff_member_role", "staff_member", """{"role": "king"}""")]
    [InlineData("ck_customer_view_reason", "customer_view", """{"reason": "  "}""")]
    [InlineData("ck_security_event_kind", "security_event", """{"kind": "??"}""")]
    [InlineData("ck_security_event_has_user", "security_event", """{"user_id": null}""")]
    [InlineData("fk_security_event_user", "security_event", "{" + Id + $$""", "user_id": "{{None}}"}""")]
    [InlineData("ck_failed_try_failures", "failed_try", """{"failures": 0}""")]
    public Task Who_signs_in_is_kept_in_good_order(string rule, string table, string wrong) =>
        RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_journal_line_no", "journal_line", """{"no": 0}""")]
    [InlineData("ck_fund_code", "fund", """{"code": "5"}""")]
    [InlineData("ck_gl_account_code", "gl_account", """{"code": "5"}""")]
    [InlineData("ck_gl_account_kind", "gl_account", """{"kind": "gift"}""")]
    [InlineData("ck_accounting_period_first_day", "accounting_period", """{"starts_on": "2026-11-02"}""")]
    [InlineData("ck_accounting_period_state", "accounting_period", """{"state": "ajar"}""")]
    [InlineData("ck_number_series_next", "number_series", """{"next": 0}""")]
    [InlineData("ck_search_word_length", "search_word", """{"word": ""}""")]
    public Task The_frame_of_the_books_is_sound(string rule, string table, string wrong) =>
        RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_customer_name", "update customer set name = ''")]
    [InlineData("ck_customer_kind", "update customer set kind = 'pet'")]
    [InlineData("ck_customer_language", "update customer set language = 'fr'")]
    [InlineData("ck_customer_email", "update customer set email = 'a b@example.com'")]
    [InlineData("ck_premise_location", "update premise set location = 'nowhere'")]
    [InlineData("ck_sign_in_session_user_agent", "update sign_in_session set user_agent = repeat('x', 401)")]
    [InlineData("ck_sign_in_session_address", "update sign_in_session set address = repeat('x', 61)")]
    [InlineData("ck_security_event_user_agent",
        "insert into security_event select gen_random_uuid(), at, user_id, kind, repeat('x', 401), '' "
        + "from security_event limit 1")]
    [InlineData("ck_security_event_address",
        "insert into security_event select gen_random_uuid(), at, user_id, kind, '', repeat('x', 61) "
        + "from security_event limit 1")]
    [InlineData("tr_security_event_append_only", "update security_event set address = ''")]
    [InlineData("tr_security_event_no_truncate", "truncate security_event")]
    [InlineData("tr_outbox_mail_account_append_only", "delete from outbox_mail_account")]
    [InlineData("tr_journal_entry_no_truncate", "truncate journal_entry cascade")]
    [InlineData("tr_bill_append_only", "update bill set number = number")]
    [InlineData("tr_bill_line_append_only", "delete from bill_line")]
    [InlineData("tr_bill_read_append_only", "update bill_read set used = 2")]
    [InlineData("tr_open_item_no_delete", "delete from open_item")]
    [InlineData("tr_rate_schedule_keeps_released", "delete from rate_schedule")]
    [InlineData("tr_rate_change_append_only", "update rate_change set actor = 'nobody'")]
    [InlineData("ck_rate_schedule_note", "update rate_schedule set note = repeat('x', 501)")]
    [InlineData("ck_rate_schedule_state", "update rate_schedule set state = 'maybe'")]
    [InlineData("ck_rate_schedule_drafted_by", """
        insert into rate_schedule (id, code, effective_on, document, created_at, drafted_by)
        values (gen_random_uuid(), 'w', '2030-01-01', '{}', now(), '{}')
        """)]
    [InlineData("ck_rate_schedule_released_has_who", "update rate_schedule set state = 'released'")]
    [InlineData("ck_rate_schedule_second_person",
        "update rate_schedule set state = 'released', released_by = 'system', released_at = now()")]
    [InlineData("ck_rate_schedule_keeps_writers", "update rate_schedule set drafted_by = '{somebody}'")]
    [InlineData("ck_rate_schedule_released_as_drafted", """
        update rate_schedule set state = 'released', released_by = 'a', released_at = now(), document = '[1]'
        """)]
    [InlineData("ck_rate_schedule_edit_recorded", "update rate_schedule set document = '[1]'")]
    [InlineData("ck_rate_schedule_begins_as_draft", """
        insert into rate_schedule (id, code, effective_on, document, created_at, state, released_by, released_at)
        values (gen_random_uuid(), 'w', '2030-01-01', '{}', now(), 'released', 'a', now())
        """)]
    [InlineData("ux_rate_schedule_code_version", """
        insert into rate_schedule (id, code, effective_on, document, created_at)
        select gen_random_uuid(), code, effective_on, document, created_at from rate_schedule
        """)]
    [InlineData("tr_payment_keeps_what_happened", "update payment set amount_cents = amount_cents + 1")]
    [InlineData("tr_payment_no_delete", "delete from payment")]
    [InlineData("tr_payment_reversal_append_only", "delete from payment_reversal")]
    [InlineData("tr_allocation_append_only", "update allocation set amount_cents = 1")]
    [InlineData("tr_allocation_no_truncate", "truncate allocation")]
    [InlineData("tr_suspense_item_append_only", "delete from suspense_item")]
    [InlineData("tr_audit_entry_append_only", "update audit_entry set actor = 'nobody'")]
    [InlineData("tr_audit_entry_no_truncate", "truncate audit_entry")]
    [InlineData("tr_customer_view_append_only", "delete from customer_view")]
    [InlineData("tr_customer_view_no_truncate", "truncate customer_view")]
    public async Task Not_even_the_owner_breaks_a_rule(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(rows.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    private Task RefusedAsync(string rule, string table, string wrong) => rows.RefusedAsync(rule, table, wrong);
}
