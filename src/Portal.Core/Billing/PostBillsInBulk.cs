using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Billing;

/// <summary>A bill to be posted: its priced lines, and its reads, which carry the bill's id.</summary>
internal sealed record BillDraft(
    Guid BillId, Guid CustomerAccountId, DateOnly PeriodFrom, DateOnly PeriodTo, IReadOnlyList<PricedCharge> Charges,
    IReadOnlyList<BillRead> Reads);

/// <summary>
/// Posts the bills of a chunk in the caller's transaction, set-based: the accounts are locked in the order of their
/// ids, bills numbered without gaps, rows written by COPY, balances changed in one statement, unapplied credits put to
/// the new bills. The same rows as IssueBill writes, by the same BillPosting, under the same constraints. An account
/// that was closed or billed meanwhile is left out.
/// </summary>
internal sealed class PostBillsInBulk(PortalDbContext db, AllocationOrder order, BusinessClock clock)
{
    /// <summary>When the bills are dated, due and recorded, and who says so.</summary>
    internal sealed record Stamp(DateOnly IssuedOn, DateOnly DueOn, DateTimeOffset At, Actor By);

    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    /// <returns>What was posted, with the account as it was before.</returns>
    internal async Task<IReadOnlyList<(CustomerAccount Account, Bill Bill)>> RunAsync(
        IReadOnlyList<BillDraft> drafts, Stamp stamp, CancellationToken ct)
    {
        var accounts = (await db.LockAccountsUntrackedAsync(drafts.Select(d => d.CustomerAccountId), ct))
            .Where(a => a.ClosedOn is null).ToDictionary(a => a.Id);
        var before = await LastBillsAsync(accounts.Keys, ct);
        var posted = drafts
            .Where(d => accounts.ContainsKey(d.CustomerAccountId))
            .Where(d => !before.TryGetValue(d.CustomerAccountId, out var last) || last.PeriodTo <= d.PeriodFrom)
            .ToList();
        if (posted.Count == 0)
        {
            return [];
        }

        var adjustments = await AdjustmentsAsync([.. posted.Select(d => d.CustomerAccountId)], ct);
        var number = await TakeNumbersAsync(posted.Count, ct);
        var rows = new Rows(posted.Count);
        foreach (var draft in posted)
        {
            var account = accounts[draft.CustomerAccountId];
            var previous = before.TryGetValue(account.Id, out var last) ? last.TotalDue : Usd.Zero;
            var shown = adjustments[account.Id].ToList();
            var bill = Make(draft, account, previous, shown.Select(a => a.Effect).Sum(), number++, stamp);
            rows.Add(account, bill, draft, stamp.By);
            rows.Shown.AddRange(BillPosting.Shown(bill, shown));
        }

        var credits = new ApplyCreditsInBulk(db, order, clock);
        await credits.PrepareAsync(rows, stamp, ct);
        await WriteAsync(rows, ct);
        await credits.WriteAsync(ct);
        await OweAsync(rows.Issued, ct);
        return rows.Issued;
    }

    private static Bill Make(
        BillDraft draft, CustomerAccount account, Usd previous, Usd adjusted, long number, Stamp stamp)
    {
        var charges = draft.Charges.Select(c => c.Amount).Sum();
        return new()
        {
            Id = draft.BillId,
            Number = number,
            CustomerAccountId = account.Id,
            PeriodFrom = draft.PeriodFrom,
            PeriodTo = draft.PeriodTo,
            IssuedOn = stamp.IssuedOn,
            DueOn = stamp.DueOn,
            PreviousBalance = previous,
            // Between two bills only adjustments, payments and their reversals move a balance, and the lock is held.
            Payments = previous + adjusted - account.Balance,
            Adjustments = adjusted,
            NewCharges = charges,
            TotalDue = account.Balance + charges,
            JournalEntryId = charges.IsZero ? null : Guid.CreateVersion7(),
            IssuedAt = stamp.At,
        };
    }

    private async Task<Dictionary<Guid, (DateOnly PeriodTo, Usd TotalDue)>> LastBillsAsync(
        IEnumerable<Guid> accounts, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select wanted.id, latest.period_to, last.total_due_cents
            from unnest($1::uuid[]) wanted(id)
            cross join lateral (
              select b.period_to from bill b
              where b.customer_account_id = wanted.id order by b.period_from desc limit 1) latest
            cross join lateral (
              select b.total_due_cents from bill b
              where b.customer_account_id = wanted.id order by b.number desc limit 1) last
            """, Connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = accounts.ToArray() } },
        };
        var found = new Dictionary<Guid, (DateOnly, Usd)>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            found.Add(row.GetGuid(0), (row.GetFieldValue<DateOnly>(1), new(row.GetInt64(2))));
        }

        return found;
    }

    /// <summary>Charges and credits that no bill has shown, by account, oldest first.</summary>
    private async Task<ILookup<Guid, Adjustment>> AdjustmentsAsync(Guid[] accounts, CancellationToken ct) =>
        (await db.Adjustments.AsNoTracking()
            .Where(a => accounts.Contains(a.CustomerAccountId)
                && !db.Set<BillAdjustment>().Any(b => b.AdjustmentId == a.Id))
            .OrderBy(a => a.PostedAt).ThenBy(a => a.Id).ToListAsync(ct)).ToLookup(a => a.CustomerAccountId);

    private async Task<long> TakeNumbersAsync(int count, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "update number_series set next = next + $1 where name = 'bill' returning next - $1", Connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = (long)count } },
        };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task WriteAsync(Rows rows, CancellationToken ct)
    {
        await PostJournalEntriesInBulk.RunAsync(Connection, rows.Entries, ct);
        await CopyRows.RunAsync(Connection, db.Model, rows.Bills, ct);
        await CopyRows.RunAsync(Connection, db.Model, rows.Lines, ct);
        await CopyRows.RunAsync(Connection, db.Model, rows.Reads, ct);
        await CopyRows.RunAsync(Connection, db.Model, rows.Items, ct);
        await CopyRows.RunAsync(Connection, db.Model, rows.Shown, ct);
    }

    private async Task OweAsync(IReadOnlyList<(CustomerAccount Account, Bill Bill)> issued, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            update customer_account a set balance_cents = a.balance_cents + owed.cents
            from unnest($1::uuid[], $2::bigint[]) owed(id, cents) where a.id = owed.id and owed.cents <> 0
            """, Connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = issued.Select(i => i.Account.Id).ToArray() },
                new()
                {
                    Value = issued.Select(i => i.Bill.NewCharges.Cents).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
                },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>All rows of a chunk before they are written together.</summary>
    internal sealed class Rows(int bills)
    {
        internal List<(CustomerAccount Account, Bill Bill)> Issued { get; } = new(bills);

        internal List<Bill> Bills { get; } = new(bills);

        internal List<BillLine> Lines { get; } = new(bills * 6);

        internal List<BillRead> Reads { get; } = new(bills);

        internal List<OpenItem> Items { get; } = new(bills * 6);

        internal List<BillAdjustment> Shown { get; } = [];

        internal List<JournalEntry> Entries { get; } = new(bills);

        internal void Add(CustomerAccount account, Bill bill, BillDraft draft, Actor by)
        {
            Issued.Add((account, bill));
            Bills.Add(bill);
            Lines.AddRange(BillPosting.Lines(bill, draft.Charges));
            Reads.AddRange(draft.Reads);
            Items.AddRange(BillPosting.OpenItems(bill, draft.Charges));
            if (BillPosting.Entry(bill, account, draft.Charges, by) is { } entry)
            {
                Entries.Add(entry);
            }
        }
    }
}
