using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Wallet;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// What will become of a promised draft, by what is true now: <see cref="DraftFacts.Decide"/> for the day on which the
/// worker comes to it, after the drafts of the account that come before it.
/// </summary>
/// <param name="On">The day on which it is tried.</param>
/// <param name="Earlier">What the drafts before it take.</param>
public sealed record DraftAhead(Draft Draft, DateOnly On, DraftAnswer Answer, Usd Earlier, SavedMethod? Method)
{
    /// <summary>What a resident has promised on any account, earliest first.</summary>
    public static async Task<IReadOnlyList<DraftAhead>> OfPayerAsync(
        PortalDbContext db, Guid userId, BusinessClock clock, CancellationToken ct)
    {
        var promised = await new DraftPayer(userId, null).Of(db)
            .Where(d => d.State == DraftState.Promised).OrderBy(d => d.PlannedOn).AsNoTracking().ToListAsync(ct);
        if (promised.Count == 0) { return []; }

        var ahead = await ForAsync(db, promised, clock, ct);
        return [.. promised.Select(d => ahead[d.Id])];
    }

    /// <summary>Of promised drafts, and of one that is only thought of, by their ids.</summary>
    public static async Task<IReadOnlyDictionary<Guid, DraftAhead>> ForAsync(
        PortalDbContext db, IReadOnlyCollection<Draft> drafts, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        var today = clock.Today;
        Guid[] accounts = [.. drafts.Select(d => d.CustomerAccountId).Distinct()];
        var promised = await db.Drafts.AsNoTracking()
            .Where(d => accounts.Contains(d.CustomerAccountId) && d.State == DraftState.Promised).ToListAsync(ct);
        Draft[] all = [.. promised.UnionBy(drafts, d => d.Id)];
        var facts = await DraftFacts.ForAsync(db, all, clock, ct);
        var ahead = new Dictionary<Guid, DraftAhead>();
        foreach (var account in all.GroupBy(d => d.CustomerAccountId))
        {
            var earlier = Usd.Zero;
            foreach (var draft in account.OrderBy(d => DayOf(d, today)).ThenBy(d => d.SendAt).ThenBy(d => d.Id))
            {
                var (known, day) = (facts[draft.Id] with { Earlier = earlier }, DayOf(draft, today));
                ahead[draft.Id] = new(draft, day, known.Decide(draft, day, lastDay: null), earlier, known.Method);
                earlier += ahead[draft.Id].Answer is DraftAnswer.Take(var amount) ? amount : Usd.Zero;
            }
        }

        return ahead;
    }

    /// <summary>
    /// The day on which it is tried. The morning from which it is sent falls on the same day in the city and in UTC.
    /// </summary>
    private static DateOnly DayOf(Draft draft, DateOnly today)
    {
        var from = draft.SendAt is { } moment ? DateOnly.FromDateTime(moment.UtcDateTime) : draft.PlannedOn;
        return from > today ? from : BankingDays.OnOrAfter(today);
    }
}
