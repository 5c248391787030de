using Npgsql;
using Portal.Core.Fees;
using Portal.Core.Tests.Fees;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of fees, as TableRulesTests does the others.</summary>
public sealed class FeeRulesTests(FeeRulesTests.Charged rows) : IClassFixture<FeeRulesTests.Charged>
{
    private const string New = """ "id": "00000000-0000-0000-0000-000000000001", "version": 77 """;
    private const string NoHours = """
        "after_hours_cents": null, "low_income_cap_cents": null, "low_income_after_hours_cap_cents": null
        """;
    private const string None = "00000000-0000-0000-0000-000000000002";
    private const string Reconnect = "fee_rate where kind = 'reconnect'";

    [Theory]
    [InlineData("ck_fee_rate_kind", "{" + NoHours + """, "kind": "gift"}""")]
    [InlineData("ck_fee_rate_version", """{"version": 0}""")]
    [InlineData("ck_fee_rate_amount", """{"amount_cents": 0}""")]
    [InlineData("ck_fee_rate_after_hours", """{"after_hours_cents": 0}""")]
    [InlineData("ck_fee_rate_later", "{" + NoHours + """, "kind": "returned_item", "later_cents": 0}""")]
    [InlineData("ck_fee_rate_within_cap", """{"amount_cents": 6001}""")]
    [InlineData("ck_fee_rate_within_cap", """{"after_hours_cents": 17501}""")]
    [InlineData("ck_fee_rate_cap_has_source", """{"cap_source": null}""")]
    [InlineData("ck_fee_rate_hours", """{"kind": "new_account"}""")]
    [InlineData("ck_fee_rate_first_and_later", """{"later_cents": 1}""")]
    [InlineData("ck_fee_rate_low_income", """{"kind": "field_visit"}""")]
    [InlineData("ck_fee_rate_low_income", """{"index_year": null}""")]
    [InlineData("ck_fee_rate_index_factor", """{"index_factor": 0}""")]
    [InlineData("ck_fee_rate_waiver_months", """{"waiver_months": 0}""")]
    [InlineData("ck_fee_rate_label_en", """{"label_en": " "}""")]
    [InlineData("ck_fee_rate_label_es", """{"label_es": " "}""")]
    [InlineData("ux_fee_rate_version", """{"id": "00000000-0000-0000-0000-000000000001"}""")]
    [InlineData("fk_fee_rate_fund", "{" + New + """, "fund": "999"}""")]
    [InlineData("fk_fee_rate_gl_account", "{" + New + """, "gl_account": "9999"}""")]
    public Task A_fee_is_within_what_is_allowed(string rule, string wrong) =>
        rows.City.RefusedAsync(rule, Reconnect, wrong);

    [Theory]
    [InlineData("ck_fee_rate_decision_decision", "fee_rate_decision", """{"decision": "maybe"}""")]
    [InlineData("ck_fee_rate_decision_second_person", "fee_rate_decision", """{"decided_by": "system:city"}""")]
    [InlineData("fk_fee_rate_decision_fee_rate", "fee_rate_decision", $$"""{"fee_rate_id": "{{None}}"}""")]
    [InlineData("ck_fee_charge_basis", "fee_charge where payment_id is not null", """{"basis": "gratis"}""")]
    [InlineData("ck_fee_charge_returned_has_payment", "fee_charge where payment_id is not null",
        """{"payment_id": null}""")]
    [InlineData("ck_fee_charge_as_in_table", "fee_charge", """{"basis": "after_hours", "payment_id": null}""")]
    [InlineData("ck_charge_waiver_months", "charge_waiver", """{"months": 0}""")]
    [InlineData("ck_charge_waiver_once_in_months", "charge_waiver", """{"months": 12}""")]
    public Task A_charge_is_the_tables_and_waived_once(string rule, string table, string wrong) =>
        rows.City.RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_charge_waiver_cites_charge", """
        insert into charge_waiver (adjustment_id, waives_id) select adjustment_id, adjustment_id from charge_waiver
        """)]
    [InlineData("ux_fee_charge_payment", """
        do $$ declare twin uuid; begin
          insert into adjustment select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(),
            'operation_no', 9, 'journal_entry_id', (select id from journal_entry e where not exists (
              select from adjustment x where x.journal_entry_id = e.id) limit 1)))).*
          from adjustment a where a.kind = 'returned_item' limit 1 returning id into twin;
          insert into fee_charge select (jsonb_populate_record(c, jsonb_build_object('adjustment_id', twin))).*
          from fee_charge c where c.payment_id is not null;
        end $$
        """)]
    [InlineData("ux_charge_waiver_once", """
        do $$ declare twin uuid; begin
          insert into adjustment select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(),
            'operation_no', 9, 'amount_cents', 1, 'journal_entry_id', (select id from journal_entry e where not exists (
              select from adjustment x where x.journal_entry_id = e.id) limit 1)))).*
          from adjustment a where a.kind = 'waiver' limit 1 returning id into twin;
          insert into charge_waiver select (jsonb_populate_record(w, jsonb_build_object('adjustment_id', twin))).*
          from charge_waiver w limit 1;
        end $$
        """)]
    [InlineData("tr_fee_rate_append_only", "update fee_rate set amount_cents = 1")]
    [InlineData("tr_fee_rate_decision_append_only", "delete from fee_rate_decision")]
    [InlineData("tr_fee_charge_append_only", "delete from fee_charge")]
    [InlineData("tr_charge_waiver_append_only", "update charge_waiver set months = 1")]
    [InlineData("ck_fee_rate_note", """
        insert into fee_rate select (jsonb_populate_record(r, jsonb_build_object('note', repeat('x', 501)))).*
        from fee_rate r limit 1
        """)]
    public async Task Not_even_the_owner_changes_one(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(rows.City.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    /// <summary>A city in which fees were charged, for a returned payment too, and waived.</summary>
    public sealed class Charged : IAsyncLifetime
    {
        public OneOfEach City { get; } = new();

        public async Task InitializeAsync()
        {
            await City.InitializeAsync();
            var account = await City.City.AccountOwingAsync(30.00m);
            foreach (var fee in new[] { FeeKind.NewAccount, FeeKind.NewAccount })
            {
                var charge = await City.City.ChargedAsync(account, fee);
                Portal.Testing.City.Done(await City.City.WaiveAsync(ChargingCity.WaiverOf(account, charge.Id)));
            }

            var payment = await City.City.ReturnedAsync(account, 30_00);
            Portal.Testing.City.Done(await City.City.ChargeAsync(
                ChargingCity.FeeOf(account, FeeKind.ReturnedItem) with { PaymentId = payment.Id }));
        }

        public Task DisposeAsync() => City.DisposeAsync();
    }
}
