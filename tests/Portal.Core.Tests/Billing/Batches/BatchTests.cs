using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Batches;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Billing.Batches;

/// <summary>Adjustments of a file: checked whole, released by a second person, posted once whatever dies.</summary>
public sealed class BatchTests : IAsyncLifetime
{
    private const string Header = "account,line,reason,amount,note";

    private City City { get; } = new();

    public Task InitializeAsync() => City.InitializeAsync();

    public Task DisposeAsync() => City.DisposeAsync();

    [Fact]
    public async Task Every_fault_is_told_by_its_line_and_nothing_is_kept_to_post()
    {
        var number = (await City.AccountOwingAsync(40.00m)).Number;
        var batch = await CheckAsync([
            $"{number},water,billing_error,-1.00,first",
            "9999999999,water,billing_error,-1.00,nobody",
            $"{number},gas,billing_error,-1.00,no such service",
            $"{number},water,whim,-1.00,no such reason",
            $"{number},water,billing_error,$1,no amount",
            $"{number},water,billing_error,0.00,nothing",
            $"{number},water,billing_error,-1.00,",
            $"{number},water,billing_error,-1.00,first",
            $"{number},water,billing_error,-19.50,more than is left of 20.00",
            $"{number},water,billing_error,-1.00,a note, not quoted",
        ]);

        Assert.Equal((BatchState.Refused, 9), (batch.State, batch.FaultCount));
        Assert.Equal(
            [
                (3L, "Batch_Account"), (4, "Batch_Line"), (5, "Batch_Reason"), (6, "Batch_Amount"), (7, "Batch_Amount"),
                (8, "Batch_Note"), (9, "Batch_Twice"), (10, "Adjust_MoreThanLine"), (11, "Batch_Columns"),
            ],
            (await City.ReadAsync(db => db.Set<AdjustmentBatchFault>().AsNoTracking()
                .Where(f => f.BatchId == batch.Id).OrderBy(f => f.No).ToListAsync())).Select(f => (f.Line, f.Key)));
        Assert.Empty(await RowsAsync(batch));
        Assert.Equal("Batch_Over", Refused(await ReleaseAsync(batch, Supervisor)));
    }

    [Theory]
    [InlineData("", "Batch_NoColumn")]
    [InlineData("account,line,reason,note\r\n", "Batch_NoColumn")]
    [InlineData(Header + "\r\n", "Batch_Empty")]
    public async Task A_file_without_header_or_rows_is_refused(string text, string key)
    {
        var batch = City.Done(await CheckAsync(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(key, await City.ReadAsync(db => db.Set<AdjustmentBatchFault>()
            .Where(f => f.BatchId == batch.Id).Select(f => f.Key).SingleAsync()));
    }

    [Fact]
    public async Task A_file_is_posted_row_by_row_by_two_people_and_the_same_file_posts_nothing_more()
    {
        var account = await City.AccountOwingAsync(40.00m);
        var bill = await City.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == account.Id));
        var text = $"\uFEFF{Header}\r\n{account.Number},water,billing_error,-12.50,=1+1\r\n"
            + $"{account.Number},{bill.Number}/2,rate_error,3.20,\"Sewer, by the old rate\"\r\n";
        var bytes = Encoding.UTF8.GetBytes(text);
        var batch = City.Done(await CheckAsync(bytes));
        Assert.Equal((BatchState.Checked, 2), (batch.State, batch.RowCount));
        Assert.Equal((new Usd(3_20), new Usd(12_50)), (batch.Charges, batch.Credits));

        Assert.Equal("Approval_OwnRequest", Refused(await ReleaseAsync(batch, Technician)));
        City.Done(await ReleaseAsync(batch, Supervisor));
        await PostAllAsync();

        var rows = await RowsAsync(batch);
        Assert.All(rows, r => Assert.Equal(BatchRowOutcome.Posted, r.Outcome));
        var posted = await City.ReadAsync(db => db.Adjustments.AsNoTracking()
            .Where(a => a.CustomerAccountId == account.Id).OrderBy(a => a.PostedAt).ThenBy(a => a.Side).ToListAsync());
        Assert.Equal(["=1+1", "Sewer, by the old rate"], posted.Select(a => a.Note).Order(StringComparer.Ordinal));
        Assert.All(posted, a => Assert.Equal((Technician.Name, Supervisor.Name), (a.PostedBy, a.ApprovedBy)));
        Assert.Equal(new Usd(30_70), await City.BalanceAsync(account));
        var again = City.Done(await CheckAsync(bytes));
        Assert.Equal(BatchState.Refused, again.State);
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Released_many_times_at_once_and_killed_in_the_middle_each_row_is_posted_once()
    {
        var lines = new List<string>();
        var accounts = new List<CustomerAccount>();
        for (var i = 0; i < 12; i++)
        {
            accounts.Add(await City.AccountOwingAsync(40.00m));
            lines.AddRange(Enumerable.Range(0, 5).Select(
                no => $"{accounts[i].Number},water,billing_error,-1.0{no},part {no}"));
        }

        var batch = await CheckAsync([.. lines]);
        Assert.Equal(BatchState.Checked, batch.State);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(
            async _ => City.Done(await ReleaseAsync(batch, Supervisor))));
        for (var round = 0; round < 6; round++)
        {
            using var dying = new CancellationTokenSource(TimeSpan.FromMilliseconds(40 * round));
            await Task.WhenAll(TryPostAsync(dying.Token), TryPostAsync(dying.Token));
        }

        await Task.WhenAll(PostAllAsync(), PostAllAsync(), PostAllAsync());

        Assert.All(await RowsAsync(batch), r => Assert.Equal(BatchRowOutcome.Posted, r.Outcome));
        Assert.Equal(BatchState.Done, (await ReadAsync(batch)).State);
        foreach (var account in accounts) { Assert.Equal(new Usd(34_90), await City.BalanceAsync(account)); }

        Assert.Equal(60, await City.ReadAsync(db => db.Adjustments.CountAsync()));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Stopped_it_waits_and_a_row_that_a_rule_refuses_by_then_is_kept_with_the_reason()
    {
        var account = await City.AccountOwingAsync(40.00m);
        var batch = await CheckAsync([
            $"{account.Number},water,billing_error,-15.00,first", $"{account.Number},sewer,billing_error,-1.00,second",
        ]);
        City.Done(await ReleaseAsync(batch, Supervisor));
        City.Done(await MoveAsync(batch, BatchState.Stopped));
        await PostAllAsync();
        Assert.All(await RowsAsync(batch), r => Assert.Equal(BatchRowOutcome.Waiting, r.Outcome));
        City.Done(await City.AdjustAsync(await City.AdjustmentAsync(account, Side.Credit, 10_00)));

        Assert.Equal("Approval_OwnRequest", Refused(await MoveAsync(batch, BatchState.Released)));
        City.Done(await MoveAsync(batch, BatchState.Released, Supervisor));
        await PostAllAsync();

        Assert.Equal(
            [(BatchRowOutcome.Refused, "Adjust_MoreThanLine"), (BatchRowOutcome.Posted, null)],
            (await RowsAsync(batch)).Select(r => (r.Outcome, r.Why)));
        Assert.Equal("Batch_Over", Refused(await MoveAsync(batch, BatchState.Stopped)));
        Assert.Equal(new Usd(29_00), await City.BalanceAsync(account));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task One_charge_named_in_several_ways_is_adjusted_alike_once()
    {
        var account = await City.AccountOwingAsync(40.00m);
        var number = account.Number;
        var bill = await City.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == account.Id));
        var water = await City.ReadAsync(db => db.OpenItems.SingleAsync(
            i => i.CustomerAccountId == account.Id && i.Service == UtilityService.Water));

        var batch = await CheckAsync([
            $"{number},water,billing_error,-1.00,same",
            $"{number},Water,billing_error,-1.00,same",
            $"{number},{bill.Number}/{water.BillLineNo},billing_error,-1.00,same",
            $"{number},0{bill.Number}/0{water.BillLineNo},billing_error,-1.00,same",
            $"{number},sewer,billing_error,-1.00,same",
            $"{number},water,billing_error,-1.00,another",
        ]);

        Assert.Equal(BatchState.Refused, batch.State);
        Assert.Equal(
            [(3L, "Batch_Twice", "2"), (4, "Batch_Twice", "2"), (5, "Batch_Twice", "2")],
            (await City.ReadAsync(db => db.Set<AdjustmentBatchFault>().AsNoTracking()
                .Where(f => f.BatchId == batch.Id).OrderBy(f => f.No).ToListAsync()))
                .Select(f => (f.Line, f.Key, f.FaultValues.Single())));
    }

    [Fact]
    public async Task Rows_that_fail_wait_and_those_behind_them_are_posted()
    {
        var account = await City.AccountOwingAsync(400.00m);
        var batch = await CheckAsync([
            .. Enumerable.Range(0, 60).Select(no => $"{account.Number},water,billing_error,-0.50,broken {no}"),
            $"{account.Number},sewer,billing_error,-1.00,sound",
        ]);
        City.Done(await ReleaseAsync(batch, Supervisor));
        await using var owner = NpgsqlDataSource.Create(City.Database.OwnerConnectionString);
        await using var broken = owner.CreateCommand(
            "alter table adjustment add constraint ck_broken check (note not like 'broken%')");
        await broken.ExecuteNonQueryAsync();

        await Assert.ThrowsAsync<AggregateException>(PostAllAsync);

        var rows = await RowsAsync(batch);
        Assert.Equal(60, rows.Count(r => r.Outcome == BatchRowOutcome.Waiting));
        Assert.Equal(BatchRowOutcome.Posted, rows[^1].Outcome);
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Who_releases_reaches_the_whole_file_and_has_no_account_in_it()
    {
        var account = await City.AccountOwingAsync(4000.00m);
        var senior = await City.StaffAsync(StaffRole.SeniorTechnician);
        var owner = await City.StaffAsync(StaffRole.Supervisor, account);
        var other = await City.StaffAsync(StaffRole.Supervisor);
        var batch = await CheckAsync([
            $"{account.Number},water,billing_error,-400.00,one", $"{account.Number},sewer,billing_error,-400.00,two",
        ]);

        Assert.Equal("Approval_AboveBand", Refused(await ReleaseAsync(batch, senior)));
        Assert.Equal("Approval_OwnAccount", Refused(await ReleaseAsync(batch, owner)));
        var inbox = await City.AskAsync<LoadApprovalInbox, ApprovalInbox>(
            act => act.RunAsync(new(other, "AdjustmentBatch"), default));
        Assert.Equal((batch.Id, true), (Assert.Single(inbox.Rows).Id, inbox.Rows[0].MayDecide));
        Assert.Equal("ck_adjustment_batch_band", await TryAsync(batch, senior));
        Assert.Equal("ck_adjustment_batch_own_account", await TryAsync(batch, owner));
        Assert.Equal("ck_adjustment_batch_second_person", await TryAsync(batch, Technician));
        City.Done(await ReleaseAsync(batch, other));
    }

    /// <summary>Past the act, into the table.</summary>
    private async Task<string?> TryAsync(AdjustmentBatch batch, Actor by)
    {
        await using var command = City.Database.App.CreateCommand(
            $"update adjustment_batch set state = 'released', released_at = now(), released_on = '{City.Today:O}', "
            + $"released_by = '{by.Name}' where id = '{batch.Id}'");
        return (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName;
    }

    private async Task<AdjustmentBatch> CheckAsync(string[] lines) =>
        City.Done(await CheckAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines.Prepend(Header)))));

    private Task<Outcome<AdjustmentBatch>> CheckAsync(byte[] file) =>
        City.AskAsync<CheckBatch, Outcome<AdjustmentBatch>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), "spring.csv", new MemoryStream(file), Technician), default));

    private Task<Outcome<AdjustmentBatch>> ReleaseAsync(AdjustmentBatch batch, Actor by) =>
        City.AskAsync<ReleaseBatch, Outcome<AdjustmentBatch>>(act => act.RunAsync(new(batch.Id, by), default));

    private Task<Outcome<AdjustmentBatch>> MoveAsync(AdjustmentBatch batch, BatchState to, Actor? by = null) =>
        City.AskAsync<MoveBatch, Outcome<AdjustmentBatch>>(
            act => act.RunAsync(new(batch.Id, to, by ?? Technician), default));

    private async Task PostAllAsync()
    {
        while (await City.AskAsync<PostBatchRows, int>(act => act.RunAsync(default)) > 0)
        {
        }
    }

    private async Task TryPostAsync(CancellationToken ct)
    {
        try
        {
            await City.AskAsync<PostBatchRows, int>(act => act.RunAsync(ct));
        }
        catch (OperationCanceledException)
        {
            // The worker died; another comes.
        }
    }

    private Task<AdjustmentBatch> ReadAsync(AdjustmentBatch batch) => City.ReadAsync(db =>
        db.Set<AdjustmentBatch>().AsNoTracking().SingleAsync(b => b.Id == batch.Id));

    private Task<List<AdjustmentBatchRow>> RowsAsync(AdjustmentBatch batch) => City.ReadAsync(db =>
        db.Set<AdjustmentBatchRow>().AsNoTracking().Where(r => r.BatchId == batch.Id).OrderBy(r => r.Line)
            .ToListAsync());

    private static string Refused<T>(Outcome<T> outcome) =>
        Assert.IsType<Outcome<T>.Refused>(outcome).Refusal.Key;
}
