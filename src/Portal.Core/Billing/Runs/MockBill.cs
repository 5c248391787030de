using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// What a run would bill one account, or has billed it, priced now by the same code; nothing is written.
/// </summary>
public sealed record MockBill
{
    public required RunItemRow Item { get; init; }

    public required IReadOnlyList<Line> Lines { get; init; }

    public required IReadOnlyList<BillRead> Reads { get; init; }

    public required IReadOnlyList<RunFinding> Findings { get; init; }

    /// <summary>Its fingerprint is no longer the previewed one: it would be held.</summary>
    public required bool HasChanged { get; init; }

    public Usd Total => Lines.Select(l => l.Amount).Sum();

    /// <returns>Null when the account is not in the run.</returns>
    public static async Task<MockBill?> OfAsync(
        PortalDbContext db, RunChunks chunks, Guid runId, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(chunks);
        var items = db.Set<BillRunItem>().Where(i => i.RunId == runId && i.CustomerAccountId == accountId);
        if (await items.AsNoTracking().SingleOrDefaultAsync(ct) is not { } item)
        {
            return null;
        }

        var row = await RunItemRow.Rows(db, items).SingleAsync(ct);
        var written = await FindingsAsync(db, runId, accountId, ct);
        if (item.BillId is { } bill)
        {
            return new()
            {
                Item = row,
                Lines =
                [
                    .. (await db.BillLines.Where(l => l.BillId == bill).OrderBy(l => l.No).AsNoTracking()
                        .ToListAsync(ct)).Select(l => Line.Of(l.Service, l.Amount, l.Explanation)),
                ],
                Reads = await db.BillReads.Where(r => r.BillId == bill).AsNoTracking().ToListAsync(ct),
                Findings = written,
                HasChanged = false,
            };
        }

        var run = await db.Set<BillRun>().AsNoTracking().SingleAsync(r => r.Id == runId, ct);
        var terms = await chunks.TermsAsync(run, ct);
        await db.Database.OpenConnectionAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var book = await LoadRateBook.RunAsync(connection, ct);
        var inputs = await LoadRunInputs.RunAsync(connection, [accountId], terms, book, ct);
        var priced = new PriceAccount(terms, book).For(inputs.Single());
        return new()
        {
            Item = row,
            Lines = [.. priced.Charges.Select(c => Line.Of(c.Service, c.Amount, c.Explanation))],
            Reads = priced.Reads,
            Findings = [.. written.Union(priced.Findings, SameFinding.Instance)],
            HasChanged = !priced.Fingerprint.AsSpan().SequenceEqual(item.Fingerprint),
        };
    }

    private static async Task<List<RunFinding>> FindingsAsync(
        PortalDbContext db, Guid run, Guid account, CancellationToken ct) =>
        [
            .. (await db.Database.SqlQuery<FindingRow>($"""
                select code, blocks, detail from bill_run_finding
                where run_id = {run} and customer_account_id = {account} order by code
                """).ToListAsync(ct)).Select(f => new RunFinding(account, RunWords.Code(f.code), f.blocks, f.detail)),
        ];

    /// <summary>One charge with all that explains it.</summary>
    public sealed record Line(UtilityService Service, Usd Amount, LineExplanation Explanation)
    {
        internal static Line Of(UtilityService service, Usd amount, string why) =>
            new(service, amount, LineExplanation.FromJson(why));
    }

    private sealed record FindingRow(string code, bool blocks, string[] detail);

    private sealed class SameFinding : IEqualityComparer<RunFinding>
    {
        internal static readonly SameFinding Instance = new();

        public bool Equals(RunFinding? a, RunFinding? b) =>
            a?.Code == b?.Code && (a?.Detail ?? []).SequenceEqual(b?.Detail ?? []);

        public int GetHashCode(RunFinding finding) => finding.Code.GetHashCode();
    }
}
