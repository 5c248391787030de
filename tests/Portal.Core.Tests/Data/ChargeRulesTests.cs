using Npgsql;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of charges and credits outside bills, as TableRulesTests does the others.</summary>
public sealed class ChargeRulesTests(OneOfEach rows) : IClassFixture<OneOfEach>
{
    private const string Id = """ "id": "00000000-0000-0000-0000-000000000001" """;
    private const string None = "00000000-0000-0000-0000-000000000002";
    private const string Nothing = """
        , "number": 99, "journal_entry_id": null, "new_charges_cents": 0, "total_due_cents": 0, "payments_cents": 0,
        "previous_balance_cents": 0, "adjustments_cents": 0
        """;

    [Theory]
    [InlineData("ck_adjustment_kind", "adjustment", """{"kind": "gift"}""")]
    [InlineData("ck_adjustment_side", "adjustment", """{"side": "up"}""")]
    [InlineData("ck_adjustment_amount_positive", "adjustment", """{"amount_cents": 0}""")]
    [InlineData("ck_adjustment_operation_no", "adjustment", """{"operation_no": 0}""")]
    [InlineData("ck_adjustment_reason", "adjustment", """{"reason": " "}""")]
    [InlineData("ck_adjustment_second_person", "adjustment", """{"posted_by": "a", "approved_by": "a"}""")]
    [InlineData("ck_adjustment_limit", "adjustment where kind = 'correction' and reverses_id is null",
        """{"amount_cents": 999999}""")]
    [InlineData("ux_adjustment_operation", "adjustment", "{" + Id + $$""", "journal_entry_id": "{{None}}"}""")]
    [InlineData("ux_adjustment_journal_entry", "adjustment", "{" + Id + """, "operation_no": 99}""")]
    [InlineData("ux_adjustment_reversed_once", "adjustment where reverses_id is not null",
        "{" + Id + $$""", "operation_no": 99, "journal_entry_id": "{{None}}"}""")]
    [InlineData("ck_adjustment_line_no", "adjustment_line", """{"no": 0}""")]
    [InlineData("ck_adjustment_line_amount_positive", "adjustment_line", """{"amount_cents": 0}""")]
    [InlineData("ck_open_item_one_source", "open_item where bill_id is not null",
        $$"""{"adjustment_id": "{{None}}", "adjustment_line_no": 1}""")]
    [InlineData("ck_open_item_one_source", "open_item where bill_id is not null",
        """{"bill_id": null, "bill_line_no": null}""")]
    [InlineData("ux_open_item_adjustment_line", "open_item where adjustment_id is not null", "{" + Id + "}")]
    public Task An_adjustment_is_whole(string rule, string table, string wrong) =>
        rows.RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_bill_adjustment_no", "bill_adjustment", """{"no": 0}""")]
    [InlineData("ux_bill_adjustment_place", "bill_adjustment", $$"""{"adjustment_id": "{{None}}"}""")]
    [InlineData("ck_bill_cancellation_reason", "bill_cancellation", """{"reason": ""}""")]
    [InlineData("ck_bill_cancellation_second_person", "bill_cancellation",
        """{"canceled_by": "a", "approved_by": "a"}""")]
    [InlineData("ux_bill_cancellation_adjustment", "bill_cancellation", $$"""{"bill_id": "{{None}}"}""")]
    [InlineData("ux_bill_cancellation_operation", "bill_cancellation",
        $$"""{"bill_id": "{{None}}", "adjustment_id": null}""")]
    [InlineData("ux_bill_rebilled_once", "bill where rebills_id is not null", "{" + Id + Nothing + "}")]
    [InlineData("ck_bill_rebills_a_canceled", "bill where rebills_id is null", $$"""{"rebills_id": "{{None}}"}""")]
    public Task A_bill_is_canceled_and_billed_again_once(string rule, string table, string wrong) =>
        rows.RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_money_rule_kind", "money_rule", """{"kind": "gifts"}""")]
    [InlineData("ck_money_rule_release_second_person", "money_rule_release", """{"released_by": "system:city"}""")]
    [InlineData("ck_approval_request_kind", "approval_request", """{"kind": ""}""")]
    [InlineData("ck_approval_request_amount", "approval_request", """{"amount_cents": -1}""")]
    [InlineData("ck_approval_decision_decision", "approval_decision", """{"decision": "perhaps"}""")]
    [InlineData("ck_approval_decision_second_person", "approval_decision",
        """{"decided_by": "staff:00000000-0000-0000-0000-00000000000a"}""")]
    public Task Rules_and_large_acts_need_a_second_person(string rule, string table, string wrong) =>
        rows.RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_account_hold_kind", "account_hold", """{"kind": "whim"}""")]
    [InlineData("ck_account_hold_reason", "account_hold", """{"reason": " "}""")]
    [InlineData("ck_account_hold_ends_after_start", "account_hold", """{"ends_on": "1999-01-01"}""")]
    [InlineData("ck_late_charge_run_item_step", "late_charge_run_item", """{"step": 0}""")]
    [InlineData("ck_late_charge_run_item_basis", "late_charge_run_item", """{"basis_cents": 0}""")]
    [InlineData("ck_late_charge_run_item_amount", "late_charge_run_item", """{"amount_cents": -1}""")]
    [InlineData("ck_late_charge_run_release_second_person", "late_charge_run_release",
        """{"released_by": "staff:a"}""")]
    [InlineData("ck_late_charge_run_account_charged", "late_charge_run_account", """{"charged_cents": -1}""")]
    [InlineData("ck_late_charge_step", "late_charge", """{"step": 0}""")]
    [InlineData("ck_late_charge_basis", "late_charge", """{"basis_cents": 0}""")]
    [InlineData("ck_late_charge_amount", "late_charge", """{"amount_cents": -1}""")]
    [InlineData("ux_late_charge_item_step", "late_charge", "{}")]
    public Task An_item_is_charged_once_a_step_and_a_run_released_by_another(string rule, string table, string wrong) =>
        rows.RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("tr_account_hold_keeps_what_happened", "update account_hold set reason = 'else'")]
    [InlineData("tr_late_charge_run_append_only", "update late_charge_run set as_of = '2030-01-01'")]
    [InlineData("tr_late_charge_run_item_append_only", "delete from late_charge_run_item")]
    [InlineData("tr_late_charge_run_release_append_only", "delete from late_charge_run_release")]
    [InlineData("tr_late_charge_run_account_append_only", "delete from late_charge_run_account")]
    [InlineData("tr_late_charge_append_only", "delete from late_charge")]
    [InlineData("tr_money_rule_append_only", "update money_rule set effective_on = '2030-01-01'")]
    [InlineData("tr_money_rule_release_append_only", "delete from money_rule_release")]
    [InlineData("tr_adjustment_append_only", "update adjustment set amount_cents = 1")]
    [InlineData("tr_adjustment_no_truncate", "truncate adjustment cascade")]
    [InlineData("tr_adjustment_line_append_only", "update adjustment_line set amount_cents = 1")]
    [InlineData("tr_bill_adjustment_append_only", "delete from bill_adjustment")]
    [InlineData("tr_bill_cancellation_append_only", "delete from bill_cancellation")]
    [InlineData("tr_approval_request_append_only", "update approval_request set amount_cents = 1")]
    [InlineData("tr_approval_decision_append_only", "delete from approval_decision")]
    public async Task Not_even_the_owner_changes_one(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(rows.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }
}
