using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// The chunks of a run: some thousand accounts each, in the order of their ids. While one is written the next are
/// loaded and priced on connections of their own, so that the processor and the database work at the same time.
/// </summary>
public sealed class RunChunks(
    PortalDbContext db, NpgsqlDataSource database, IOptions<RunSettings> settings, BusinessClock clock)
{
    /// <summary>Accounts written in one transaction.</summary>
    public int Size => settings.Value.AccountsInChunk;

    /// <summary>How long a run stays with a worker that says nothing.</summary>
    public TimeSpan Lease => TimeSpan.FromSeconds(settings.Value.LeaseSeconds);

    /// <summary>A worker on a busy machine may say nothing for a while, however short its lease.</summary>
    private static readonly TimeSpan LeastSilence = TimeSpan.FromSeconds(10);

    /// <summary>Chunks priced ahead of the one that is written.</summary>
    private const int Ahead = 2;

    /// <summary>A chunk's accounts, priced.</summary>
    /// <param name="Basis">What a preview keeps of what they were priced by.</param>
    internal sealed record Priced(
        int No, RunTerms Terms, IReadOnlyList<PricedAccount> Accounts, IReadOnlyDictionary<Guid, long[]> Basis);

    /// <summary>The days of a run.</summary>
    internal async Task<RunTerms> TermsAsync(BillRun run, CancellationToken ct)
    {
        var period = await db.Set<BillingPeriod>().AsNoTracking().SingleAsync(p => p.Id == run.BillingPeriodId, ct);
        return new(period.PeriodFrom, period.PeriodTo, run.BillOn, run.DueOn);
    }

    /// <summary>Prices chunk after chunk and hands each over to be written, until one is not.</summary>
    /// <param name="waiting">Numbers of the chunks that are still to do, in order.</param>
    /// <param name="write">Writes one in a transaction; false when the run is no longer this worker's.</param>
    /// <returns>How many accounts were written.</returns>
    internal async Task<int> EachAsync(
        BillRun run, IReadOnlyList<int> waiting, Func<Priced, Task<bool>> write, CancellationToken ct)
    {
        var terms = await TermsAsync(run, ct);
        RateBook book;
        await using (var connection = await database.OpenConnectionAsync(ct))
        {
            book = await LoadRateBook.RunAsync(connection, ct);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ahead = new Queue<Task<Priced>>();
        var (next, done) = (0, 0);
        try
        {
            while (!ct.IsCancellationRequested)
            {
                for (; next < waiting.Count && ahead.Count < Ahead; next++)
                {
                    var no = waiting[next];
                    ahead.Enqueue(Task.Run(() => PriceAsync(run, no, book, terms, stop.Token), ct));
                }

                if (!ahead.TryDequeue(out var first))
                {
                    break;
                }

                var priced = await first;
                if (!await write(priced))
                {
                    break;
                }

                done += priced.Accounts.Count;
            }

            return done;
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(ahead)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// The first statement of a chunk's transaction: goes on only while the run is in this state, not stopped and
    /// this worker's. It holds the run's row to the end, so that a stop falls between two chunks; a worker that falls
    /// silent in the middle holds it little longer than its lease.
    /// </summary>
    internal async Task<bool> FenceAsync(BillRun run, Guid me, int accounts, CancellationToken ct)
    {
        var silence = $"{Math.Max(Lease.TotalMilliseconds, LeastSilence.TotalMilliseconds):0}";
        await db.Database.ExecuteSqlAsync($"""
            select set_config('statement_timeout', '0', true),
              set_config('idle_in_transaction_session_timeout', {silence}, true)
            """, ct);
        var state = run.State == BillRunState.Previewing ? "previewing" : "issuing";
        return await db.Database.ExecuteSqlAsync($"""
            update bill_run set done = done + {accounts}, lease_until = {clock.Now + Lease}, failures = 0
            where id = {run.Id} and lease_by = {me} and state = {state} and stopped_at is null
            """, ct) == 1;
    }

    /// <summary>
    /// Does something long outside any chunk while it keeps the lease; ends it when the run is stopped or another's.
    /// </summary>
    /// <returns>False when it was ended.</returns>
    internal async Task<bool> WhileMineAsync(
        BillRun run, Guid me, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var working = work(stop.Token);
        try
        {
            while (await Task.WhenAny(working, Task.Delay(Lease / 3, ct)) != working)
            {
                if (!await RenewAsync(run, me, ct))
                {
                    return false;
                }
            }

            await working;
            return true;
        }
        finally
        {
            await stop.CancelAsync();
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> RenewAsync(BillRun run, Guid me, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            "update bill_run set lease_until = $1 where id = $2 and lease_by = $3 and stopped_at is null", connection)
        {
            Parameters =
            {
                new() { Value = clock.Now + Lease }, new() { Value = run.Id }, new() { Value = me },
            },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    private async Task<Priced> PriceAsync(
        BillRun run, int no, RateBook book, RunTerms terms, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            "select account_ids from bill_run_chunk where run_id = $1 and no = $2", connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = run.Id }, new() { Value = no } },
        };
        var accounts = (Guid[])(await command.ExecuteScalarAsync(ct))!;
        // Before what is priced: what changes in between is a change.
        var basis = run.State == BillRunState.Previewing
            ? await BillingBasis.OfAsync(connection, accounts, terms, ct)
            : new Dictionary<Guid, long[]>();
        var inputs = await LoadRunInputs.RunAsync(connection, accounts, terms, book, ct);
        var price = new PriceAccount(terms, book);
        return new(no, terms, [.. inputs.Select(price.For)], basis);
    }
}

/// <summary>Section "Billing" of the settings.</summary>
public sealed class RunSettings
{
    /// <summary>Accounts previewed or issued in one transaction; payments on them wait that long.</summary>
    [Range(1, 20_000)]
    public int AccountsInChunk { get; set; } = 5_000;

    /// <summary>After this, a worker that says nothing is taken for dead; each chunk renews it.</summary>
    [Range(1, 600)]
    public int LeaseSeconds { get; set; } = 45;
}
