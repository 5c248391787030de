using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>
/// Approves a turnover: every piece of money in it becomes the city's, an entry each (2160, 2120 or 2130 to 4320 of the
/// general fund), in one act that does all or nothing. Approved once, also by two at once. What the page showed is what
/// is approved: money that was claimed, paid or changed since refuses the whole, by its number. Refuses an unknown
/// turnover, one that was declined, whoever listed it (ck_unclaimed_turnover_second_person), a role below a supervisor
/// (ck_unclaimed_turnover_role), an account of their own, a day that is not come, another total, a closed period.
/// </summary>
public sealed class ApproveTurnover(PortalDbContext db, PostTurnoverRow post, BusinessClock clock)
{
    /// <param name="TotalSeen">What the page showed.</param>
    public sealed record Request(Guid TurnoverId, Usd TotalSeen, Actor By);

    public async Task<Outcome<UnclaimedTurnover>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var rows = await db.Set<UnclaimedTurnoverRow>().AsNoTracking().Where(r => r.TurnoverId == request.TurnoverId)
            .OrderBy(r => r.No).ToListAsync(ct);
        // Accounts first (decision 5); then each piece by its own lock, so that no claim is recorded meanwhile.
        await db.LockAccountsAsync(rows.Select(r => r.CustomerAccountId).OfType<Guid>().Distinct(), ct);
        foreach (var subject in rows.Select(r => r.SubjectId).Order()) { await db.TakeUnclaimedAsync(subject, ct); }

        if (await db.LockTurnoverAsync(request.TurnoverId, ct) is not { } turnover)
        {
            return new Refusal("Unclaimed_TurnoverUnknown");
        }

        if (turnover.State == TurnoverState.Approved) { return turnover; }

        if (await WhyNotAsync(db, turnover, request.By, clock, ct) is { } refusal) { return refusal; }

        if (request.TotalSeen != turnover.Total) { return new Refusal("Unclaimed_Changed", turnover.Total); }

        if (await ChangedAsync(rows, ct) is { } changed) { return changed; }

        turnover.State = TurnoverState.Approved;
        (turnover.DecidedOn, turnover.DecidedBy) = (clock.Today, request.By.Name);
        turnover.DecidedAt = clock.Now;
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ApproveTurnover), null, new
        {
            turnover = turnover.Id,
            rows = turnover.RowCount,
            cents = turnover.Total.Cents,
        }));
        await db.SaveChangesAsync(ct);
        foreach (var row in rows)
        {
            if (await post.RunAsync(turnover, row, request.By, ct) is { } no) { return no; }
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return turnover;
    }

    /// <summary>Why this person cannot approve it; null when they can. Its page asks too.</summary>
    public static async Task<Refusal?> WhyNotAsync(
        PortalDbContext db, UnclaimedTurnover turnover, Actor by, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(turnover);
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(clock);
        if (turnover.State != TurnoverState.Proposed) { return new("Unclaimed_TurnoverOver"); }

        if (turnover.MadeBy == by.Name) { return new("Approval_OwnRequest"); }

        if (await db.ReachOfAsync(by, ct) < StaffRoles.RankOf(StaffRole.Supervisor))
        {
            return new("Unclaimed_AboveRole");
        }

        if (clock.Today < turnover.BecomesOn) { return new("Unclaimed_NotYet", turnover.BecomesOn); }

        var own = await db.Database.SqlQuery<bool>($"""
            select exists (select from unclaimed_turnover_row r
              where r.turnover_id = {turnover.Id} and is_own_account({by.Name}, r.customer_account_id)) as "Value"
            """).SingleAsync(ct);
        return own ? new("Approval_OwnAccount") : await ClosedPeriod.WhyNotAsync(db, clock.Today, ct);
    }

    /// <summary>The first of what is not any more as it was listed; null when all of it is.</summary>
    private async Task<Refusal?> ChangedAsync(IReadOnlyList<UnclaimedTurnoverRow> rows, CancellationToken ct)
    {
        var now = (await UnclaimedList.AllAsync(db, UnclaimedList.Part.All, clock, ct))
            .ToDictionary(r => (r.Kind, r.Id));
        var other = rows.FirstOrDefault(r => !now.TryGetValue((r.Kind, r.SubjectId), out var there)
            || there.IsClaimed || (there.Amount, there.Owner, there.Since) != (r.Amount, r.Owner, r.Since));
        return other is null ? null : new("Unclaimed_RowChanged", other.No);
    }
}

/// <summary>The lock that serialises what is done to one turnover.</summary>
internal static class TurnoverLock
{
    public static Task<UnclaimedTurnover?> LockTurnoverAsync(
        this PortalDbContext db, Guid id, CancellationToken ct)
    {
        db.Forget(read => read is UnclaimedTurnover t && t.Id == id);
        return db.Set<UnclaimedTurnover>()
            .FromSql($"select * from unclaimed_turnover where id = {id} for update").SingleOrDefaultAsync(ct);
    }
}
