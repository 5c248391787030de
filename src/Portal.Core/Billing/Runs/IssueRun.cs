using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// Issues the bills of a released run under its bill date, each chunk in one transaction: what was approved is priced
/// again, posted, numbered, and mailed or queued for print, and its items say so. Under the accounts' locks it is asked
/// once more whether all is as it was priced (<see cref="StillAsPriced"/>). An account that would be billed otherwise
/// than approved is held and named. Running it again issues nothing twice.
/// </summary>
public sealed class IssueRun(
    PortalDbContext db, RunChunks chunks, PostEstimateCredits credits, AllocationOrder order, TellOfBill tellOfBill,
    BusinessClock clock)
{
    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    /// <returns>How many accounts were worked on.</returns>
    public async Task<int> RunAsync(BillRun run, Guid me, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(run);
        await db.Database.OpenConnectionAsync(ct);
        var waiting = await db.Database.SqlQuery<int>(
            $"select no as \"Value\" from bill_run_chunk where run_id = {run.Id} and issued_at is null order by no")
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
                update bill_run_chunk set issued_at = {clock.Now}
                where run_id = {run.Id} and no = {priced.No} and issued_at is null
                """, ct) != 1)
        {
            return false;
        }

        var approved = await ApprovedAsync(run.Id, priced, ct);
        var ready = priced.Accounts.Where(a => approved.ContainsKey(a.Inputs.Id)).ToList();
        var locked = await db.LockAccountsUntrackedAsync(ready.Select(a => a.Inputs.Id), ct);
        var changes = await StillAsPriced.WhyNotAsync(db, run.Id, priced.Terms, ready, ct);
        var sound = ready
            .Where(a => !a.IsBlocked && !changes.Contains(a.Inputs.Id)
                && approved[a.Inputs.Id].AsSpan().SequenceEqual(a.Fingerprint))
            .ToList();
        if (sound.Any(a => a.Credits.Count > 0))
        {
            var refused = await credits.RunAsync(run, sound, ct);
            sound.RemoveAll(a => refused.Contains(a.Inputs.Id));
            locked = await db.LockAccountsUntrackedAsync(sound.Select(a => a.Inputs.Id), ct);
        }

        var drafts = sound
            .Select(a => new BillDraft(a.BillId, a.Inputs.Id, a.From, priced.Terms.To, a.Charges, a.Reads))
            .ToList();
        var issued = await new PostBillsInBulk(db, order).RunAsync(
            drafts, locked, new(run.BillOn, run.DueOn, clock.Now, new Actor(run.ReleasedBy!)), ct);
        await tellOfBill.RunAsync(issued, run.Id, ct);
        await MarkAsync(run.Id, ready, changes, issued, ct);
        await tx.CommitAsync(ct);
        return true;
    }

    /// <summary>What the second person approved of this chunk and is not issued yet.</summary>
    private async Task<Dictionary<Guid, byte[]>> ApprovedAsync(
        Guid runId, RunChunks.Priced priced, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select customer_account_id, fingerprint from bill_run_item
            where run_id = $1 and customer_account_id = any($2) and state = 'ready'
            """, Connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = runId }, new() { Value = priced.Accounts.Select(a => a.Inputs.Id).ToArray() },
            },
        };
        var approved = new Dictionary<Guid, byte[]>(priced.Accounts.Count);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            approved.Add(row.GetGuid(0), row.GetFieldValue<byte[]>(1));
        }

        return approved;
    }

    /// <summary>Items issued say with which bill; those approved and not issued are held, and it is said why.</summary>
    private async Task MarkAsync(
        Guid runId, IReadOnlyList<PricedAccount> approved, ILookup<Guid, RunFinding> changes,
        IReadOnlyList<IssuedBill> issued, CancellationToken ct)
    {
        db.RequireTransaction();
        await using (var command = new NpgsqlCommand("""
            update bill_run_item i set state = 'issued', bill_id = done.bill
            from unnest($2::uuid[], $3::uuid[]) done(account, bill)
            where i.run_id = $1 and i.customer_account_id = done.account
            """, Connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = runId },
                new() { Value = issued.Select(i => i.Account.Id).ToArray() },
                new() { Value = issued.Select(i => i.Bill.Id).ToArray() },
            },
        })
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        var done = issued.Select(i => i.Account.Id).ToHashSet();
        var held = approved.Where(a => !done.Contains(a.Inputs.Id)).ToList();
        if (held.Count == 0)
        {
            return;
        }

        var ids = held.Select(a => a.Inputs.Id).ToArray();
        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"""
            update bill_run_item set state = 'held' where run_id = {runId} and customer_account_id = any({ids})
            """, ct);
        await WriteFindings.RunAsync(Connection, runId, held.SelectMany(a => WhyHeld(a, changes)), ct);
    }

    /// <summary>What the locks showed, else what blocks it now, else that it is not what was approved.</summary>
    private static IEnumerable<RunFinding> WhyHeld(
        PricedAccount account, ILookup<Guid, RunFinding> changes) =>
        changes.Contains(account.Inputs.Id) ? changes[account.Inputs.Id]
        : account.IsBlocked ? account.Findings.Where(f => f.Blocks)
        : account is { Credits.Count: > 0, Reads: [var read, ..] }
            ? [new(account.Inputs.Id, FindingCode.TrueUpByHand, true, read.MeterNumber,
                $"{read.PreviousReading:0.####}", $"{read.CurrentReading:0.####}")]
        : [new(account.Inputs.Id, FindingCode.Changed, Blocks: true)];

    private async Task FinishAsync(BillRun run, Guid me, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (!await chunks.FenceAsync(run, me, 0, ct))
        {
            return;
        }

        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"""
            update bill_run set state = 'issued', ended_at = {clock.Now}
            where id = {run.Id} and not exists (
              select from bill_run_chunk where run_id = {run.Id} and issued_at is null)
            """, ct);
        await tx.CommitAsync(ct);
    }
}
