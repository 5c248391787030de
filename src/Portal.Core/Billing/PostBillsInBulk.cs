using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Budget;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Billing;

/// <summary>
/// Posts the bills of a chunk in the caller's transaction, set-based: bills numbered without gaps, rows written by
/// COPY, balances changed in one statement, unapplied credits put to the new bills. The same rows as IssueBill writes,
/// by the same BillPosting, under the same constraints. An account that was closed or billed meanwhile is left out.
/// </summary>
internal sealed class PostBillsInBulk(PortalDbContext db, AllocationOrder order)
{
    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    /// <param name="locked">The drafts' accounts as they are under their locks.</param>
    /// <returns>What was posted, with the account as it was before.</returns>
    internal async Task<IReadOnlyList<IssuedBill>> RunAsync(
        IReadOnlyList<BillDraft> drafts, IReadOnlyList<CustomerAccount> locked, BillStamp stamp,
        CancellationToken ct)
    {
        var accounts = locked.Where(a => a.ClosedOn is null).ToDictionary(a => a.Id);
        var before = await LastBillsAsync(accounts.Keys, ct);
        var posted = drafts
            .Where(d => accounts.ContainsKey(d.CustomerAccountId))
            .Where(d => !before.TryGetValue(d.CustomerAccountId, out var last) || last.PeriodTo <= d.PeriodFrom)
            .ToList();
        if (posted.Count == 0)
        {
            return [];
        }

        var adjustments = await BillPosting.ToShowAsync(db, [.. posted.Select(d => d.CustomerAccountId)], ct);
        var number = await BillPosting.TakeNumbersAsync(db, posted.Count, ct);
        var rows = new Rows(posted.Count);
        foreach (var draft in posted)
        {
            var account = accounts[draft.CustomerAccountId];
            var previous = before.TryGetValue(account.Id, out var last) ? last.TotalDue : Usd.Zero;
            var shown = adjustments[account.Id].ToList();
            var bill = BillPosting.Make(draft, stamp, account, previous, shown, number++);
            rows.Add(account, bill, draft, stamp.By);
            rows.Shown.AddRange(BillPosting.Shown(bill, shown));
        }

        var credits = new ApplyCreditsInBulk(db, order);
        await credits.PrepareAsync(rows, stamp, ct);
        var level = new LevelBills(db);
        var budgets = await level.PrepareAsync(rows.Bills, ct);
        await WriteAsync(rows, ct);
        await level.WriteAsync(stamp.At, ct);
        await credits.WriteAsync(ct);
        IReadOnlyList<IssuedBill> issued =
            [.. rows.Issued.Select(i => new IssuedBill(i.Account, i.Bill, budgets.GetValueOrDefault(i.Bill.Id)))];
        await OweAsync(issued, ct);
        return issued;
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

    private async Task WriteAsync(Rows rows, CancellationToken ct)
    {
        await PostJournalEntriesInBulk.RunAsync(db, rows.Entries, ct);
        await CopyRows.RunAsync(Connection, db.Model, rows.Bills, ct);
        await CopyRows.RunAsync(Connection, db.Model, rows.Lines, ct);
        await CopyRows.RunAsync(Connection, db.Model, rows.Reads, ct);
        await CopyRows.RunAsync(Connection, db.Model, rows.Items, ct);
        await CopyRows.RunAsync(Connection, db.Model, rows.Shown, ct);
    }

    private async Task OweAsync(IReadOnlyList<IssuedBill> issued, CancellationToken ct)
    {
        db.RequireTransaction();
        await using var command = new NpgsqlCommand("""
            update customer_account a
            set balance_cents = a.balance_cents + owed.cents, deferred_cents = a.deferred_cents + owed.deferred
            from unnest($1::uuid[], $2::bigint[], $3::bigint[]) owed(id, cents, deferred)
            where a.id = owed.id and (owed.cents <> 0 or owed.deferred <> 0)
            """, Connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = issued.Select(i => i.Account.Id).ToArray() },
                Cents(issued.Select(i => i.Bill.NewCharges)),
                Cents(issued.Select(i => i.Budget?.Change ?? Usd.Zero)),
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter Cents(IEnumerable<Usd> amounts) => new()
    {
        Value = amounts.Select(a => a.Cents).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
    };

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
