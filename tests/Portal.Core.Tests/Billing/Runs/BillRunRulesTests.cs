using Npgsql;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Billing.Runs;

/// <summary>Goes round the acts and pokes the tables of bill runs: each rule answers by its name.</summary>
public sealed class BillRunRulesTests(BillRunRulesTests.Rows rows) : IClassFixture<BillRunRulesTests.Rows>
{
    private const string Id = """ "id": "00000000-0000-0000-0000-000000000001" """;

    [Theory]
    [InlineData("ux_billing_period_cycle_from", "billing_period", "{" + Id + "}")]
    [InlineData("ck_billing_period_days", "billing_period", """{"period_to": "2020-01-01"}""")]
    [InlineData("ck_billing_period_days_to_pay", "billing_period", """{"due_on": "2026-11-20"}""")]
    [InlineData("ck_bill_run_state", "bill_run where state = 'previewing'", """{"state": "lost"}""")]
    [InlineData("ck_bill_run_accounts", "bill_run", """{"accounts": -1, "done": -1}""")]
    [InlineData("ck_bill_run_done", "bill_run", """{"done": 11}""")]
    [InlineData("ck_bill_run_days_to_pay", "bill_run", """{"due_on": "2026-11-20"}""")]
    [InlineData("ck_bill_run_second_person", "bill_run",
        """{"released_by": "staff:00000000-0000-0000-0000-00000000000a"}""")]
    [InlineData("ck_bill_run_released_has_who", "bill_run", """{"released_by": null}""")]
    [InlineData("ck_bill_run_issued_was_released", "bill_run", """{"released_by": null, "released_at": null}""")]
    [InlineData("ck_bill_run_previewed_has_digest", "bill_run", """{"digest": null}""")]
    [InlineData("ck_bill_run_ended_has_when", "bill_run", """{"ended_at": null}""")]
    [InlineData("ck_bill_run_stopped_has_who", "bill_run", """{"stopped_by": "staff"}""")]
    [InlineData("ck_bill_run_failures", "bill_run", """{"failures": -1}""")]
    [InlineData("ck_bill_run_stop_reason", "bill_run",
        """{"stop_reason": "mood", "stopped_at": "2026-11-16", "stopped_by": "system"}""")]
    [InlineData("ck_bill_run_stop_reason_stops", "bill_run", """{"stop_reason": "failures", "stopped_at": null}""")]
    [InlineData("ux_bill_run_one_open", "bill_run where state = 'previewing'", "{" + Id + "}")]
    [InlineData("ck_bill_run_chunk_no", "bill_run_chunk", """{"no": 0}""")]
    [InlineData("ck_bill_run_chunk_issued_was_previewed", "bill_run_chunk", """{"previewed_at": null}""")]
    [InlineData("ck_bill_run_item_state", "bill_run_item", """{"state": "lost", "bill_id": null}""")]
    [InlineData("ck_bill_run_item_customer_class", "bill_run_item", """{"customer_class": "royal"}""")]
    [InlineData("ck_bill_run_item_total", "bill_run_item", """{"total_cents": -1}""")]
    [InlineData("ck_bill_run_item_issued_has_bill", "bill_run_item", """{"bill_id": null}""")]
    [InlineData("ck_bill_run_finding_code", "bill_run_finding", """{"code": "bad_mood"}""")]
    public async Task A_row_that_breaks_a_rule_is_refused(string rule, string table, string wrong)
    {
        var (name, which) = table.Split(' ', 2) is [var first, var rest] ? (first, rest) : (table, "");

        Assert.Equal(rule, await RefusalAsync(
            $"insert into {name} select (jsonb_populate_record(sound, $1)).* from {name} sound {which} limit 1",
            wrong));
    }

    [Theory]
    [InlineData("ck_premise_rate_area", "update premise set rate_area = '!'")]
    [InlineData("ck_service_agreement_frequency", "update service_agreement set frequency = ''")]
    [InlineData("ck_service_agreement_extra_pickups", "update service_agreement set extra_pickups = -1")]
    [InlineData("ck_meter_read_demand", """
        insert into meter_read (id, service_point_id, read_on, reading, kind, demand)
        select gen_random_uuid(), service_point_id, '2020-01-01', 0, 'actual', -1 from meter_read limit 1
        """)]
    [InlineData("ck_meter_read_exported", """
        insert into meter_read (id, service_point_id, read_on, reading, kind, exported)
        select gen_random_uuid(), service_point_id, '2020-01-01', 0, 'actual', -1 from meter_read limit 1
        """)]
    [InlineData("ck_bill_run_last_failure", "update bill_run set last_failure = repeat('x', 501)")]
    [InlineData("ux_bill_run_item_bill", """
        insert into bill_run_item (run_id, customer_account_id, state, customer_class, total_cents, due_cents,
          by_service, fingerprint, bill_id)
        select r.id, i.customer_account_id, 'issued', 'residential', 0, 0, '{}', '', i.bill_id
        from bill_run_item i, bill_run r where i.bill_id is not null and r.state = 'previewing' limit 1
        """)]
    [InlineData("tr_bill_run_no_delete", "delete from bill_run")]
    [InlineData("tr_bill_run_item_no_delete", "delete from bill_run_item")]
    public async Task Not_even_the_owner_breaks_a_rule(string rule, string sql) =>
        Assert.Equal(rule, await RefusalAsync(sql));

    private async Task<string?> RefusalAsync(string sql, string? wrong = null)
    {
        await using var owner = NpgsqlDataSource.Create(rows.Town.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);
        if (wrong is not null)
        {
            command.Parameters.Add(new() { Value = wrong, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        }

        return (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName;
    }

    /// <summary>A town with a run issued, and one begun.</summary>
    public sealed class Rows : IAsyncLifetime
    {
        public BillingTown Town { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Town = await BillingTown.CreateAsync(10, inChunk: 10);
            await Town.ReadAsync(Town.City.Today, 10);
            await Town.BillAsync(Town.City.Today);
            Town.City.Clock.Advance(TimeSpan.FromDays(30));
            await Town.StartAsync(await Town.PeriodAsync(Town.City.Today));
        }

        public async Task DisposeAsync() => await Town.DisposeAsync();
    }
}
