using Npgsql;
using Portal.Core.Money;
using Portal.Core.Tests.Payments.Returns;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of returned payments, as TableRulesTests does the others.</summary>
public sealed class ReturnTableRulesTests(ReturnTableRulesTests.Returned rows)
    : IClassFixture<ReturnTableRulesTests.Returned>
{
    private const string None = "00000000-0000-0000-0000-000000000002";

    [Theory]
    [InlineData("ck_return_reason_source", "return_reason where source = 'check'", """{"source": "moon"}""")]
    [InlineData("ck_return_reason_rate_class", "return_reason where source = 'ach'", """{"rate_class": "odd"}""")]
    [InlineData("ck_return_reason_rate_of_ach", "return_reason where source = 'ach'", """{"rate_class": null}""")]
    [InlineData("ck_return_reason_fee_counts", "return_reason where charges_fee", """{"counts": false}""")]
    [InlineData("ck_payment_bank_trace", "payment", """{"bank_trace": "12"}""")]
    [InlineData("ck_returned_payment_source", "returned_payment", """{"source": "rumor"}""")]
    [InlineData("ck_returned_payment_reference", "returned_payment", """{"reference": " "}""")]
    [InlineData("ck_returned_payment_late", "returned_payment", """{"late_cents": -1}""")]
    [InlineData("ck_payment_restriction_kind", "payment_restriction", """{"kind": "none"}""")]
    [InlineData("ck_payment_restriction_ends", "payment_restriction", """{"ends_on": "2000-01-01"}""")]
    [InlineData("ck_payment_restriction_lifted", "payment_restriction", """{"lifted_by": "x"}""")]
    [InlineData("ck_payment_restriction_reason", "payment_restriction",
        """{"lifted_by": "x", "lifted_at": "2026-01-01", "lift_reason": " "}""")]
    [InlineData("ux_payment_restriction_payment", "payment_restriction", $$"""{"id": "{{None}}"}""")]
    public Task What_came_back_is_kept_in_good_order(string rule, string table, string wrong) =>
        rows.City.RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_bank_file_sha256", "bank_file", """{"sha256": "\\x00"}""")]
    [InlineData("ck_bank_file_state", "bank_file where state = 'refused'", """{"state": "lost"}""")]
    [InlineData("ck_bank_file_confirmed", "bank_file where state = 'done'", """{"confirmed_by": null}""")]
    [InlineData("ck_bank_file_done", "bank_file where state = 'done'", """{"done_at": null}""")]
    [InlineData("ux_bank_file_operation", "bank_file where state = 'refused'", $$"""{"id": "{{None}}"}""")]
    [InlineData("ux_bank_file_once", "bank_file where state = 'done'",
        $$"""{"id": "{{None}}", "operation_id": "{{None}}"}""")]
    [InlineData("ck_bank_file_row_news", "bank_file_row", """{"news": "gossip"}""")]
    [InlineData("ck_bank_file_row_amount", "bank_file_row", """{"amount_cents": -1}""")]
    [InlineData("ck_bank_file_row_last_four", "bank_file_row", """{"last_four": "12345"}""")]
    [InlineData("ck_bank_file_row_outcome", "bank_file_row where outcome = 'unmatched'", """{"outcome": "odd"}""")]
    [InlineData("ck_bank_file_row_booked", "bank_file_row where outcome = 'booked'", """{"payment_id": null}""")]
    [InlineData("ck_bank_file_row_done", "bank_file_row where outcome = 'booked'", """{"done_at": null}""")]
    [InlineData("ck_bank_file_row_closed", "bank_file_row where outcome = 'booked'", """{"outcome": "closed"}""")]
    [InlineData("ck_bank_file_row_note", "bank_file_row", """{"note": " "}""")]
    [InlineData("ux_bank_file_row_line", "bank_file_row", $$"""{"id": "{{None}}"}""")]
    public Task A_banks_file_is_kept_in_good_order(string rule, string table, string wrong) =>
        rows.City.RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_processor_dispute_state", """{"state": "odd"}""")]
    [InlineData("ck_processor_dispute_closed", """{"state": "won"}""")]
    [InlineData("ck_processor_dispute_restored", $$"""{"restore_operation_id": "{{None}}"}""")]
    [InlineData("ux_processor_dispute_return", """{"id": "du_2"}""")]
    public Task A_dispute_is_kept_in_good_order(string rule, string wrong) =>
        rows.City.RefusedAsync(rule, "processor_dispute where state = 'open'", wrong);

    [Fact]
    public Task A_dispute_is_restored_once() => rows.City.RefusedAsync(
        "ux_processor_dispute_restore", "processor_dispute where state = 'won'",
        $$"""{"id": "du_3", "return_operation_id": "{{None}}"}""");

    [Theory]
    [InlineData("tr_return_reason_append_only", "update return_reason set charges_fee = false")]
    [InlineData("tr_returned_payment_append_only", "delete from returned_payment")]
    [InlineData("tr_payment_restriction_keeps_what_happened", "update payment_restriction set ends_on = '2099-01-01'")]
    [InlineData("tr_payment_restriction_no_delete", "delete from payment_restriction")]
    [InlineData("tr_bank_file_row_keeps_what_came", "update bank_file_row set amount_cents = 1")]
    [InlineData("ck_late_charge_of_run_or_return", "update late_charge set run_id = null")]
    [InlineData("ux_returned_payment_fee", """
        insert into returned_payment select (jsonb_populate_record(r, jsonb_build_object('payment_id', (
          select v.payment_id from payment_reversal v where not exists (
            select from returned_payment o where o.payment_id = v.payment_id) limit 1)))).*
        from returned_payment r where r.fee_adjustment_id is not null limit 1
        """)]
    public async Task Not_even_the_owner_changes_one(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(rows.City.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql.StartsWith("update late", StringComparison.Ordinal)
            ? $"alter table late_charge disable trigger user; {sql}" : sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    /// <summary>A city with a returned check, a correction, files of a bank, and two disputes.</summary>
    public sealed class Returned : IAsyncLifetime
    {
        public OneOfEach City { get; } = new();

        public async Task InitializeAsync()
        {
            await City.InitializeAsync();
            var city = City.City;
            var account = await city.AccountOwingAsync(112.52m);
            await city.DebitAsync(account, 112_52);
            var file = await city.CheckAsync(NachaText.Of(
                new("R01", ReturningCity.Trace, 112_52), new("R03", "091400600000077", 45_65)));
            Portal.Testing.City.Done(await city.ConfirmAsync(file));
            while (await city.BookAsync() > 0)
            {
            }

            await city.CheckAsync([.. NachaText.Of(new NachaText.Row("R01", "1", 1)).SkipLast(95)], "bad.ach");
            var other = await city.AccountOwingAsync(10.00m);
            var wrong = await city.PayAsync(other, new Usd(10_00));
            await city.AskAsync<Portal.Core.Payments.ReversePayment,
                Portal.Core.Common.Outcome<Portal.Core.Payments.PaymentReversal>>(act => act.RunAsync(
                    new(wrong.Id, "test", Portal.Core.Staff.Actor.System), default));
            await using var command = city.Database.App.CreateCommand("""
                insert into processor_dispute (id, attempt_id, state, return_operation_id, opened_at)
                  select 'du_0', id, 'open', gen_random_uuid(), now() from payment_attempt limit 1;
                insert into processor_dispute (id, attempt_id, state, return_operation_id, restore_operation_id,
                    opened_at, closed_at)
                  select 'du_1', id, 'won', gen_random_uuid(), gen_random_uuid(), now(), now()
                  from payment_attempt limit 1;
                """);
            await command.ExecuteNonQueryAsync();
        }

        public Task DisposeAsync() => City.DisposeAsync();
    }
}
