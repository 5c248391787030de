using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Data;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// Asks once more, under the accounts' locks and before anything is posted, what a chunk's prices rest on: that nobody
/// has put a hold on a read, that agreements, meters and the water of others are as they were when it was previewed
/// (<see cref="BillingBasis"/>), and that every read is still the one that was priced. The reads stay locked to the end
/// of the transaction, so that none is corrected while its bill is written.
/// </summary>
internal static class StillAsPriced
{
    /// <returns>Findings, each of which blocks, by account; empty when all is as it was.</returns>
    internal static async Task<ILookup<Guid, RunFinding>> WhyNotAsync(
        PortalDbContext db, Guid runId, RunTerms terms, IReadOnlyList<PricedAccount> accounts, CancellationToken ct)
    {
        db.RequireTransaction();
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        Guid[] ids = [.. accounts.Select(a => a.Inputs.Id)];
        var findings = await HoldsAsync(connection, ids, ct);
        findings.AddRange(await BillingBasis.ChangesAsync(connection, runId, ids, terms, ct));
        findings.AddRange(await ReadsAsync(connection, [.. accounts.SelectMany(ReadsOf)], ct));
        return findings.ToLookup(f => f.CustomerAccountId!.Value);
    }

    private static async Task<List<RunFinding>> HoldsAsync(
        NpgsqlConnection connection, Guid[] accounts, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select customer_account_id, rule from account_held_for_billing where customer_account_id = any($1)
            """, connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = accounts } },
        };
        var held = new List<RunFinding>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            held.Add(new(row.GetGuid(0), FindingCode.HeldRead, Blocks: true, row.GetString(1)));
        }

        return held;
    }

    /// <summary>A read that a bill's prices rest on. Those that a bill before keeps cannot change any more.</summary>
    private sealed record Priced(Guid AccountId, PointInputs Point, PointRead Read);

    private static IEnumerable<Priced> ReadsOf(PricedAccount account)
    {
        foreach (var point in account.Inputs.Points.Where(p => p.IsMetered))
        {
            if (point is { Opening: { } opening, OpeningIsBilled: false })
            {
                yield return new(account.Inputs.Id, point, opening);
            }

            if (point.Closing is { } closing)
            {
                yield return new(account.Inputs.Id, point, closing);
            }
        }
    }

    private static async Task<List<RunFinding>> ReadsAsync(
        NpgsqlConnection connection, List<Priced> reads, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select priced.no from unnest($1::uuid[], $2::date[], $3::numeric[], $4::text[])
              with ordinality priced(point, read_on, reading, kind, no)
            join meter_read r on r.service_point_id = priced.point and r.read_on = priced.read_on
              and r.reading = priced.reading and r.kind = priced.kind
            for share of r
            """, connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = reads.Select(r => r.Point.ServicePointId).ToArray() },
                new() { Value = reads.Select(r => r.Read.On).ToArray() },
                new() { Value = reads.Select(r => r.Read.Reading).ToArray() },
                new() { Value = reads.Select(r => r.Read.Kind == ReadKind.Actual ? "actual" : "estimated").ToArray() },
            },
        };
        var there = new bool[reads.Count];
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            there[row.GetInt64(0) - 1] = true;
        }

        return
        [
            .. reads.Where((_, place) => !there[place]).Select(r => new RunFinding(
                r.AccountId, FindingCode.ReadChanged, Blocks: true, r.Point.MeterNumber!)),
        ];
    }
}
