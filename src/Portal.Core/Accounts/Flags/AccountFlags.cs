using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Payments.Returns;

namespace Portal.Core.Accounts.Flags;

/// <summary>The flags of an account for its page: those that stand first, each with its steps.</summary>
public sealed record AccountFlags(IReadOnlyList<AccountFlags.Row> Rows, PaymentRestriction? Restriction)
{
    public IEnumerable<Row> Standing => Rows.Where(r => r.Flag.LiftedAt is null);

    /// <param name="Owner">The name of who answers for it.</param>
    public sealed record Row(AccountFlag Flag, string Owner, string PlacedBy, IReadOnlyList<Step> Steps)
    {
        public bool IsOverdue(DateOnly today) => Flag.LiftedAt is null && Flag.ReviewOn < today;
    }

    /// <param name="By">The name of who did it.</param>
    public sealed record Step(AccountFlagStep Of, string By, string Owner);

    /// <param name="today">Decides which restriction of payment holds.</param>
    public static async Task<AccountFlags> OfAsync(
        PortalDbContext db, Guid accountId, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var flags = await db.Set<AccountFlag>().AsNoTracking().Where(f => f.CustomerAccountId == accountId)
            .OrderBy(f => f.LiftedAt != null).ThenByDescending(f => f.PlacedAt).ToListAsync(ct);
        var ids = flags.Select(f => f.Id).ToList();
        var steps = await db.Set<AccountFlagStep>().AsNoTracking().Where(s => ids.Contains(s.FlagId))
            .OrderBy(s => s.At).ToListAsync(ct);
        var names = await StaffNames.OfAsync(
            db, [.. flags.Select(f => f.PlacedBy), .. steps.Select(s => s.ByWhom)],
            [.. flags.Select(f => f.OwnerId), .. steps.Select(s => s.OwnerId)], ct);
        return new(
            [
                .. flags.Select(f => new Row(
                    f, names.Of(f.OwnerId), names.Of(f.PlacedBy),
                    [
                        .. steps.Where(s => s.FlagId == f.Id)
                            .Select(s => new Step(s, names.Of(s.ByWhom), names.Of(s.OwnerId))),
                    ])),
            ],
            await db.RestrictionAsync([accountId], today, ct));
    }
}

/// <summary>Names of members of staff, asked once for all that a page shows.</summary>
public sealed class StaffNames
{
    private readonly Dictionary<Guid, string> _names;

    private StaffNames(Dictionary<Guid, string> names) => _names = names;

    /// <param name="actors">Names as an <see cref="Staff.Actor"/> writes them; others than staff are left out.</param>
    public static async Task<StaffNames> OfAsync(
        PortalDbContext db, IEnumerable<string> actors, IEnumerable<Guid> ids, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        Guid[] wanted = [.. actors.Select(IdOf).OfType<Guid>().Concat(ids).Distinct()];
        return new(wanted.Length == 0 ? [] : await db.Users.Where(u => wanted.Contains(u.Id))
            .ToDictionaryAsync(u => u.Id, u => u.DisplayName, ct));
    }

    public string Of(Guid id) => _names.GetValueOrDefault(id, "–");

    public string Of(string actor) => IdOf(actor) is { } id ? Of(id) : "–";

    private static Guid? IdOf(string actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.StartsWith("staff:", StringComparison.Ordinal)
            && Guid.TryParse(actor["staff:".Length..], out var id)
            ? id
            : null;
    }
}
