using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// What an account is asked for by a day: its balance less what budget billing defers, what is disputed, and the
/// payments of an arrangement that fall due later. A draft takes no more, for more was not asked.
/// </summary>
public static class DraftDue
{
    /// <param name="by">The day; null for all, as one who schedules a payment may pay ahead.</param>
    public static async Task<Usd> DueByAsync(
        this PortalDbContext db, Guid customerAccountId, DateOnly? by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return new Usd(await db.Database
            .SqlQuery<long>($"select asked_by_cents({customerAccountId}, {by}) as \"Value\"").SingleAsync(ct));
    }

    /// <summary>
    /// What a draft of a bill is announced with: what is due by the bill's day, less what is on its way and what other
    /// drafts of autopay will take, and within the cap. Below zero when nothing is left.
    /// </summary>
    public static async Task<Usd> ToPromiseAsync(
        this PortalDbContext db, Guid customerAccountId, Usd? cap, DateOnly dueOn, CancellationToken ct)
    {
        var due = await db.DueByAsync(customerAccountId, dueOn, ct);
        var progress = await db.InProgressAsync([customerAccountId], ct);
        var inFlight = progress.GetValueOrDefault(customerAccountId)?.InFlight ?? Usd.Zero;
        var open = due - inFlight - await db.PromisedAsync(customerAccountId, ct);
        return cap is { } most ? Usd.Min(most, open) : open;
    }

    /// <summary>What drafts of autopay that were announced will take.</summary>
    private static Task<Usd> PromisedAsync(this PortalDbContext db, Guid customerAccountId, CancellationToken ct) =>
        db.Drafts
            .Where(d => d.CustomerAccountId == customerAccountId && d.Source == DraftSource.Autopay
                && (d.State == DraftState.Promised || d.State == DraftState.Sending))
            .Select(d => d.Amount).SumUsdAsync(ct);
}
