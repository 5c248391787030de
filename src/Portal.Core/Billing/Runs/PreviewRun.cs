using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// Preflight and preview of a claimed run: gathers its accounts into chunks, prices each by the one rating code, and
/// keeps for each account what it would be billed. Bills nothing.
/// </summary>
public sealed class PreviewRun(PortalDbContext db, RunChunks chunks, Preflight preflight, BusinessClock clock)
{
    /// <summary>New charges that differ from the last bill's by half and by this much are worth a look.</summary>
    private static readonly Usd BigChange = new(25_00);

    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    /// <returns>How many accounts were previewed.</returns>
    public async Task<int> RunAsync(BillRun run, Guid me, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(run);
        await db.Database.OpenConnectionAsync(ct);
        if (!await preflight.RunAsync(run, me, ct))
        {
            return 0;
        }

        var waiting = await db.Database.SqlQuery<int>(
            $"select no as \"Value\" from bill_run_chunk where run_id = {run.Id} and previewed_at is null order by no")
            .ToListAsync(ct);
        var done = await chunks.EachAsync(run, waiting, priced => WriteAsync(run, me, priced, ct), ct);
        await FinishAsync(run, me, ct);
        return done;
    }

    private async Task<bool> WriteAsync(BillRun run, Guid me, RunChunks.Priced priced, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (!await chunks.FenceAsync(run, me, priced.Accounts.Count, ct)
            || await db.Database.ExecuteSqlAsync($"""
                update bill_run_chunk set previewed_at = {clock.Now}
                where run_id = {run.Id} and no = {priced.No} and previewed_at is null
                """, ct) != 1)
        {
            return false;
        }

        db.RequireTransaction();
        await CopyRows.RunAsync(Connection, db.Model, [.. priced.Accounts.Select(a => Item(run.Id, a, priced))], ct);
        await WriteFindings.RunAsync(Connection, run.Id, priced.Accounts.SelectMany(a => a.Findings), ct);
        await tx.CommitAsync(ct);
        return true;
    }

    private static BillRunItem Item(Guid runId, PricedAccount account, RunChunks.Priced priced) => new()
    {
        RunId = runId,
        CustomerAccountId = account.Inputs.Id,
        State = account.IsBlocked ? BillRunItemState.Blocked : BillRunItemState.Ready,
        CustomerClass = account.CustomerClass,
        Total = account.Total,
        Asked = account.IsBlocked ? null : account.Asked,
        Previous = account.Inputs.Last?.NewCharges,
        Due = account.Due,
        ByService = ByService(account.Charges),
        Flags = account.IsBlocked ? [] : [.. FlagsOf(account)],
        Fingerprint = account.Fingerprint,
        Basis = priced.Basis.GetValueOrDefault(account.Inputs.Id, []),
    };

    private static string ByService(IReadOnlyList<PricedCharge> charges) => "{" + string.Join(',',
        from charge in charges
        group charge.Amount.Cents by charge.Service into service
        orderby service.Key
        select $"\"{RunWords.Of(service.Key)}\":{service.Sum()}") + "}";

    private static IEnumerable<string> FlagsOf(PricedAccount account)
    {
        if (account.Total.IsZero)
        {
            yield return ItemFlags.Zero;
        }

        if (account.Due.IsNegative)
        {
            yield return ItemFlags.Negative;
        }

        if (account.Inputs.Last is not { } last)
        {
            yield return ItemFlags.First;
        }
        else if (Math.Abs(account.Total.Cents - last.NewCharges.Cents) is var change
            && change >= BigChange.Cents && change * 2 >= last.NewCharges.Cents)
        {
            yield return ItemFlags.BigChange;
        }

        if (account.Reads.Any(r => r.CurrentKind == ReadKind.Estimated))
        {
            yield return ItemFlags.Estimated;
        }
    }

    /// <summary>When all is priced: totals by class and service, and the digest that a release approves.</summary>
    private async Task FinishAsync(BillRun run, Guid me, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (!await chunks.FenceAsync(run, me, 0, ct)
            || await db.Database.SqlQuery<bool>($"""
                select exists (
                  select from bill_run_chunk where run_id = {run.Id} and previewed_at is null) as "Value"
                """).SingleAsync(ct))
        {
            return;
        }

        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"""
            insert into bill_run_total (run_id, customer_class, service, bills, cents)
            select run_id, customer_class, key, count(*), sum(value::bigint)
            from bill_run_item, jsonb_each_text(by_service) where run_id = {run.Id} and state = 'ready'
            group by run_id, customer_class, key
            """, ct);
        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"""
            update bill_run set state = 'previewed', previewed_at = {clock.Now}, digest = (
              select sha256(coalesce(string_agg(fingerprint, ''::bytea order by customer_account_id), ''::bytea))
              from bill_run_item where run_id = {run.Id} and state = 'ready')
            where id = {run.Id}
            """, ct);
        await tx.CommitAsync(ct);
    }
}

/// <summary>Writes findings by COPY in the caller's transaction.</summary>
internal static class WriteFindings
{
    internal static async Task RunAsync(
        NpgsqlConnection connection, Guid runId, IEnumerable<RunFinding> findings, CancellationToken ct)
    {
        await using var writer = await connection.BeginBinaryImportAsync("""
            copy bill_run_finding (run_id, customer_account_id, code, blocks, detail) from stdin (format binary)
            """, ct);
        foreach (var finding in findings)
        {
            await writer.StartRowAsync(ct);
            await writer.WriteAsync(runId, NpgsqlDbType.Uuid, ct);
            await writer.WriteAsync(finding.CustomerAccountId, NpgsqlDbType.Uuid, ct);
            await writer.WriteAsync(RunWords.Of(finding.Code), NpgsqlDbType.Text, ct);
            await writer.WriteAsync(finding.Blocks, NpgsqlDbType.Boolean, ct);
            await writer.WriteAsync(finding.Detail, NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
        }

        await writer.CompleteAsync(ct);
    }
}
