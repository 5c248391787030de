using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing.Budget;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.People;

namespace Portal.Core.Data.Seeds;

/// <summary>
/// Fills an empty database with the demo city of Alder Falls: some months of reads, bills, payments and their ledger,
/// in chunks of whole accounts, each chunk in a transaction with every constraint on. The same accounts, seed and day
/// give the same city, but for the ids and secrets of
/// its three sign-ins. Refused: a database with accounts in it, fewer than ten accounts, more than a million.
/// </summary>
public sealed class SeedDemoCity(
    PortalDbContext db, NpgsqlDataSource database, BusinessClock clock, CreateDemoSignIns createDemoSignIns)
{
    /// <summary>Up to this size a city has two years of history, above it three months.</summary>
    public const int LargestWithLongHistory = 2_000;

    private const int LongHistory = 24;
    private const int ShortHistory = 3;
    private const int LargestCity = 1_000_000;
    private const int BillsInChunk = 6_000;
    private const int Writers = 2;

    /// <param name="Accounts">How many customer accounts.</param>
    /// <param name="Seed">Which city.</param>
    /// <param name="AsOf">The day the demo begins; nothing in it happens on or after that day. Today when null.</param>
    public sealed record Request(int Accounts, long Seed, DateOnly? AsOf = null);

    /// <summary>Rows written, by what they are.</summary>
    public sealed record Counts(
        int Accounts,
        long Bills,
        long BillLines,
        long MeterReads,
        long Payments,
        long JournalEntries,
        long JournalLines)
    {
        /// <summary>As the operator verb prints it.</summary>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Accounts} accounts, {Bills} bills with {BillLines} lines, {MeterReads} meter reads, " +
            $"{Payments} payments, {JournalEntries} journal entries with {JournalLines} lines");
    }

    public async Task<Outcome<Counts>> RunAsync(Request request, CancellationToken ct)
    {
        if (request.Accounts is < DemoCast.Least or > LargestCity)
        {
            return new Refusal("Seed_Accounts", DemoCast.Least, LargestCity);
        }

        if (await db.CustomerAccounts.AnyAsync(ct) || await db.Users.AnyAsync(ct))
        {
            return new Refusal("Seed_NotEmpty");
        }

        var months = request.Accounts > LargestWithLongHistory ? ShortHistory : LongHistory;
        var calendar = new CityCalendar(request.AsOf ?? clock.Today, months, clock.Zone);
        var city = new CityPlan(request.Accounts, request.Seed, BillsInChunk / months, calendar);
        await using (var connection = await database.OpenConnectionAsync(ct))
        {
            await CityFrame.BeginAsync(connection, city, ct);
        }

        var counts = new Counts(0, 0, 0, 0, 0, 0, 0);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, city.Chunks),
            new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = ct },
            async (chunk, stop) =>
            {
                var rows = CityChunk.Of(city, chunk);
                await WriteAsync(rows, stop);
                lock (city)
                {
                    counts = Add(counts, rows);
                }
            });

        // What follows asks each account by its key: without statistics it would read whole tables, once an account.
        await GatherStatisticsAsync(ct);
        await using (var connection = await database.OpenConnectionAsync(ct))
        {
            await CityFrame.EndAsync(connection, city, ct);
            if (months > BudgetPlan.Year)
            {
                await CityBudget.RunAsync(connection, city, ct);
                await CityUse.RunAsync(connection, city, ct);
            }

            await CityArrangements.RunAsync(connection, city, ct);
            await CityLadder.RunAsync(connection, city, ct);
        }

        if (request.Accounts <= LargestWithLongHistory) { await CityReads.BeginAsync(db, database, city, ct); }

        await createDemoSignIns.RunAsync(
            [AccountHistory.AccountId(city, DemoCast.Rosa), AccountHistory.AccountId(city, DemoCast.RosasMother)], ct);
        await GatherStatisticsAsync(ct);
        return counts;
    }

    private Task GatherStatisticsAsync(CancellationToken ct) => CommitAsync(async connection =>
    {
        await using var gather = new NpgsqlCommand("select gather_statistics()", connection);
        await gather.ExecuteNonQueryAsync(ct);
    }, ct);

    /// <summary>
    /// People and places first, each in a transaction of its own: the words of names that searches look up are shared,
    /// and a chunk that held them to the end of its books would keep the other one waiting, or the other one it.
    /// </summary>
    private async Task WriteAsync(CityChunk rows, CancellationToken ct)
    {
        var model = db.Model;
        await CommitAsync(connection => CopyRows.RunAsync(connection, model, rows.Customers, ct), ct);
        await CommitAsync(connection => CopyRows.RunAsync(connection, model, rows.Premises, ct), ct);
        await CommitAsync(async connection =>
        {
            await CopyRows.RunAsync(connection, model, rows.ServicePoints, ct);
            await CopyRows.RunAsync(connection, model, rows.Accounts, ct);
            await CopyRows.RunAsync(connection, model, rows.Agreements, ct);
            await CopyRows.RunAsync(connection, model, rows.Reads, ct);
            await PostJournalEntriesInBulk.RunAsync(connection, rows.Entries, ct);
            await CopyRows.RunAsync(connection, model, rows.Bills, ct);
            await CopyRows.RunAsync(connection, model, rows.Lines, ct);
            await CopyRows.RunAsync(connection, model, rows.BillReads, ct);
            await CopyRows.RunAsync(connection, model, rows.OpenItems, ct);
            await CopyRows.RunAsync(connection, model, rows.Payments, ct);
            await CopyRows.RunAsync(connection, model, rows.Reversals, ct);
            await CopyRows.RunAsync(connection, model, rows.Allocations, ct);
        }, ct);
    }

    private async Task CommitAsync(Func<NpgsqlConnection, Task> write, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var tx = await connection.BeginTransactionAsync(ct);
        await using (var longer = new NpgsqlCommand(
            "set local statement_timeout = 0; set local synchronous_commit = off", connection))
        {
            await longer.ExecuteNonQueryAsync(ct);
        }

        await write(connection);
        await tx.CommitAsync(ct);
    }

    private static Counts Add(Counts counts, CityChunk rows) => new(
        counts.Accounts + rows.Accounts.Count,
        counts.Bills + rows.Bills.Count,
        counts.BillLines + rows.Lines.Count,
        counts.MeterReads + rows.Reads.Count,
        counts.Payments + rows.Payments.Count,
        counts.JournalEntries + rows.Entries.Count,
        counts.JournalLines + rows.Entries.Sum(e => (long)e.Lines.Count));
}
