using System.Text;
using Npgsql;
using Portal.Core.Billing.Batches;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of files of adjustments, as TableRulesTests does the others.</summary>
public sealed class BatchTableRulesTests(BatchTableRulesTests.Files rows) : IClassFixture<BatchTableRulesTests.Files>
{
    private const string None = "00000000-0000-0000-0000-000000000002";

    [Theory]
    [InlineData("ck_adjustment_batch_sha256", "adjustment_batch", """{"sha256": "\\x00"}""")]
    [InlineData("ck_adjustment_batch_state", "adjustment_batch where state = 'refused'", """{"state": "lost"}""")]
    [InlineData("ck_adjustment_batch_released", "adjustment_batch where state = 'done'", """{"released_by": null}""")]
    [InlineData("ck_adjustment_batch_done", "adjustment_batch where state = 'done'", """{"done_at": null}""")]
    [InlineData("ux_adjustment_batch_operation", "adjustment_batch where state = 'refused'",
        $$"""{"id": "{{None}}"}""")]
    [InlineData("ux_adjustment_batch_once", "adjustment_batch where state = 'done'",
        $$"""{"id": "{{None}}", "operation_id": "{{None}}"}""")]
    [InlineData("ck_adjustment_batch_row_amount", "adjustment_batch_row", """{"amount_cents": 0}""")]
    [InlineData("ck_adjustment_batch_row_note", "adjustment_batch_row", """{"note": " "}""")]
    [InlineData("ck_adjustment_batch_row_outcome", "adjustment_batch_row where outcome = 'waiting'",
        """{"outcome": "odd", "done_at": "2026-01-01"}""")]
    [InlineData("ck_adjustment_batch_row_posted", "adjustment_batch_row where outcome = 'posted'",
        """{"adjustment_id": null}""")]
    [InlineData("ck_adjustment_batch_row_refused", "adjustment_batch_row where outcome = 'posted'",
        """{"why": "x"}""")]
    [InlineData("ck_adjustment_batch_row_done", "adjustment_batch_row where outcome = 'posted'",
        """{"done_at": null}""")]
    [InlineData("ux_adjustment_batch_row_line", "adjustment_batch_row where outcome = 'waiting'",
        $$"""{"id": "{{None}}"}""")]
    [InlineData("ux_adjustment_batch_row_adjustment", "adjustment_batch_row where outcome = 'posted'",
        $$"""{"id": "{{None}}", "line": 99}""")]
    public Task A_file_is_kept_in_good_order(string rule, string table, string wrong) =>
        rows.City.RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("tr_adjustment_batch_keeps_what_came", "update adjustment_batch set row_count = 9")]
    [InlineData("tr_adjustment_batch_no_delete", "delete from adjustment_batch")]
    [InlineData("tr_adjustment_batch_fault_append_only", "delete from adjustment_batch_fault")]
    [InlineData("tr_adjustment_batch_row_keeps_what_came", "update adjustment_batch_row set amount_cents = 1")]
    [InlineData("ck_adjustment_batch_row_as_released", """
        update adjustment_batch_row set outcome = 'posted', done_at = now(),
          adjustment_id = (select adjustment_id from adjustment_batch_row where outcome = 'posted')
        where outcome = 'waiting'
        """)]
    [InlineData("ck_adjustment_batch_second_person", """
        update adjustment_batch set state = 'released', released_at = now(), released_on = current_date,
          released_by = uploaded_by where state = 'checked'
        """)]
    public async Task Not_even_the_owner_changes_one(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(rows.City.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    /// <summary>A city with a file that was posted, one that waits, and one with a fault.</summary>
    public sealed class Files : IAsyncLifetime
    {
        public OneOfEach City { get; } = new();

        public async Task InitializeAsync()
        {
            await City.InitializeAsync();
            var account = await City.City.AccountOwingAsync(40.00m);
            var done = await CheckAsync($"{account.Number},water,billing_error,-1.00,one");
            Portal.Testing.City.Done(await City.City.AskAsync<ReleaseBatch, Outcome<AdjustmentBatch>>(
                act => act.RunAsync(new(done.Id, AdjustingCity.Supervisor), default)));
            while (await City.City.AskAsync<PostBatchRows, int>(act => act.RunAsync(default)) > 0)
            {
            }

            await CheckAsync($"{account.Number},water,billing_error,-2.00,two");
            await CheckAsync("1,water,billing_error,-2.00,two");
        }

        public Task DisposeAsync() => City.DisposeAsync();

        private async Task<AdjustmentBatch> CheckAsync(string line) => Portal.Testing.City.Done(
            await City.City.AskAsync<CheckBatch, Outcome<AdjustmentBatch>>(act => act.RunAsync(
                new(Guid.CreateVersion7(), "a.csv",
                    new MemoryStream(Encoding.UTF8.GetBytes($"account,line,reason,amount,note\n{line}")),
                    AdjustingCity.Technician),
                default)));
    }
}
