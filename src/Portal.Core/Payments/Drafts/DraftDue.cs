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
    /// <param name="asked">Accounts, each with its day.</param>
    public static async Task<IReadOnlyDictionary<Guid, Usd>> DueByAsync(
        this PortalDbContext db, IReadOnlyCollection<(Guid Account, DateOnly By)> asked, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(asked);
        if (asked.Count == 0) { return new Dictionary<Guid, Usd>(); }

        var (accounts, days) = (asked.Select(a => a.Account).ToArray(), asked.Select(a => a.By).ToArray());
        var rows = await db.Database.SqlQuery<DueRow>($"""
            select a.account as "Account", asked_by_cents(a.account, a.day) as "Cents"
            from unnest({accounts}, {days}) as a (account, day)
            """).ToListAsync(ct);
        return rows.ToDictionary(r => r.Account, r => new Usd(r.Cents));
    }

    /// <summary>
    /// What a draft of a bill is announced with: what is due by the bill's day, less what is on its way and what other
    /// drafts of autopay will take, and within the cap. Below zero when nothing is left.
    /// </summary>
    public static async Task<Usd> ToPromiseAsync(
        this PortalDbContext db, Guid customerAccountId, Usd? cap, DateOnly dueOn, CancellationToken ct) =>
        Within((await db.OpenToPromiseAsync([(customerAccountId, dueOn)], ct))[customerAccountId], cap);

    internal static Usd Within(Usd open, Usd? cap) => cap is { } most ? Usd.Min(most, open) : open;

    /// <summary>The same of several accounts, each by its day, before any cap.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, Usd>> OpenToPromiseAsync(
        this PortalDbContext db, IReadOnlyCollection<(Guid Account, DateOnly By)> asked, CancellationToken ct)
    {
        var due = await db.DueByAsync(asked, ct);
        if (due.Count == 0) { return due; }

        Guid[] accounts = [.. due.Keys];
        var progress = await db.InProgressAsync(accounts, ct);
        var promised = (await db.Drafts
            .Where(d => accounts.Contains(d.CustomerAccountId) && d.Source == DraftSource.Autopay
                && (d.State == DraftState.Promised || d.State == DraftState.Sending))
            .Select(d => new { d.CustomerAccountId, d.Amount }).ToListAsync(ct)).ToLookup(d => d.CustomerAccountId);
        return due.ToDictionary(d => d.Key, d => d.Value
            - (progress.GetValueOrDefault(d.Key)?.InFlight ?? Usd.Zero)
            - promised[d.Key].Select(p => p.Amount).Sum());
    }

    private sealed record DueRow(Guid Account, long Cents);
}
