using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>One piece of unclaimed money with the letters to its owner and what was claimed of it.</summary>
/// <param name="Row">Null when it is not unclaimed any more.</param>
public sealed record UnclaimedRecord(
    UnclaimedRow? Row, IReadOnlyList<UnclaimedLetter> Letters, IReadOnlyList<UnclaimedClaim> Claims)
{
    /// <summary>The claim that waits for an answer.</summary>
    public UnclaimedClaim? Open => Claims.FirstOrDefault(c => c.State == ClaimState.Open);

    /// <summary>The account it is of.</summary>
    public Guid? AccountId =>
        Row?.AccountId ?? Claims.Select(c => c.CustomerAccountId)
            .Concat(Letters.Select(l => (Guid?)l.CustomerAccountId))
            .FirstOrDefault(id => id is not null);

    /// <returns>Null when it never was unclaimed, as far as is known.</returns>
    public static async Task<UnclaimedRecord?> OfAsync(
        PortalDbContext db, UnclaimedKind kind, Guid id, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var record = new UnclaimedRecord(
            await UnclaimedList.FindAsync(db, kind, id, clock, ct),
            await db.Set<UnclaimedLetter>().AsNoTracking().Where(l => l.SubjectId == id && l.Kind == kind)
                .OrderByDescending(l => l.WrittenOn).ToListAsync(ct),
            await db.Set<UnclaimedClaim>().AsNoTracking().Where(c => c.SubjectId == id && c.Kind == kind)
                .OrderByDescending(c => c.RecordedAt).ToListAsync(ct));
        return record is { Row: null, Letters.Count: 0, Claims.Count: 0 } ? null : record;
    }
}
