using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>
/// Shows what an act would do by doing it and undoing it: the entries and the new balance are the real ones. Nothing
/// is kept, and the account's lock is held only for the moment.
/// </summary>
public sealed class PreviewAct(PortalDbContext db)
{
    /// <summary>Stands in for the second person, so that acts that need one can be shown.</summary>
    public static readonly Actor Approver = new("preview");

    /// <summary>What would be different afterwards.</summary>
    public sealed record Effect(Usd BalanceBefore, Usd BalanceAfter, IReadOnlyList<JournalDay.Entry> Entries);

    /// <param name="act">Runs the act with <see cref="Approver"/> as the one who approved it.</param>
    /// <returns>The effect, or the act's refusal.</returns>
    public async Task<Outcome<Effect>> RunAsync<T>(
        Guid accountId, Func<CancellationToken, Task<Outcome<T>>> act, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(act);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockAccountAsync(accountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        var before = account.Balance;
        if (await act(ct) is Outcome<T>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            return refusal;
        }

        await db.SaveChangesAsync(ct);
        var entries = await db.JournalEntries
            .FromSql($"select * from journal_entry where posting_xid = pg_current_xact_id()")
            .OrderBy(e => e.Id).AsNoTracking().ToListAsync(ct);
        var after = await db.CustomerAccounts.AsNoTracking().Where(a => a.Id == accountId)
            .Select(a => a.Balance).SingleAsync(ct);
        var shown = await JournalDay.WithLinesAsync(db, entries, ct);
        await tx.RollbackAsync(ct);
        db.ChangeTracker.Clear();
        return new Effect(before, after, shown);
    }
}
