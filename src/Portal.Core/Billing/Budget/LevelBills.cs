using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Data;

namespace Portal.Core.Billing.Budget;

/// <summary>
/// Says what bills of accounts on budget billing ask for, one bill or a chunk of thousands: one question for all of
/// them, and nothing more where none has a plan. The accounts' locks are held; the caller changes what they defer.
/// </summary>
internal sealed class LevelBills(PortalDbContext db)
{
    private readonly List<BudgetEntry> _entries = [];
    private readonly List<Guid> _ended = [];

    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    /// <summary>Entries by bill, of those whose account has a plan.</summary>
    internal async Task<IReadOnlyDictionary<Guid, BudgetEntry>> PrepareAsync(
        IReadOnlyCollection<Bill> bills, CancellationToken ct)
    {
        db.RequireTransaction();
        var live = await LiveBudget.OfAsync(Connection, [.. bills.Select(b => b.CustomerAccountId)], ct);
        if (live.Count == 0)
        {
            return new Dictionary<Guid, BudgetEntry>();
        }

        foreach (var bill in bills.Where(b => live.ContainsKey(b.CustomerAccountId)))
        {
            var budget = live[bill.CustomerAccountId];
            _entries.Add(budget.EntryOf(bill, await OriginalAsync(bill, budget.EnrollmentId, ct)));
            if (budget.EndsWith(bill))
            {
                _ended.Add(budget.EnrollmentId);
            }
        }

        return _entries.ToDictionary(e => e.BillId!.Value);
    }

    /// <summary>Writes the entries and ends what ends with them, after the bills were written.</summary>
    internal async Task WriteAsync(DateTimeOffset at, CancellationToken ct)
    {
        db.RequireTransaction();
        await CopyRows.RunAsync(Connection, db.Model, _entries, ct);
        if (_ended.Count > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"update budget_enrollment set state = 'ended', ended_at = {at} where id = any({_ended})", ct);
        }
    }

    /// <summary>Only a bill that replaces another has one, and those are issued one by one.</summary>
    private async Task<BudgetEntry?> OriginalAsync(Bill bill, Guid enrollmentId, CancellationToken ct) =>
        bill.RebillsId is not { } canceled
            ? null
            : await db.Set<BudgetEntry>().AsNoTracking().SingleOrDefaultAsync(
                e => e.BillId == canceled && e.Kind == BudgetEntryKind.Bill && e.EnrollmentId == enrollmentId, ct);
}
