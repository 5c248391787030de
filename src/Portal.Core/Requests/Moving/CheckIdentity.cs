using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Moving;

/// <summary>
/// Records that somebody compared who asks for service with their proof of identity, and what came of it. Done once;
/// asked again, answers with the same. Refuses a request that starts no service, and no note.
/// </summary>
public sealed class CheckIdentity(PortalDbContext db, RequestInHand hand, BusinessClock clock)
{
    private const int LongestNote = 1_000;

    public sealed record Request(Guid RequestId, bool? IsConfirmed, string? Note, Guid StaffUserId);

    public async Task<Outcome<IdentityCheck>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var note = RichText.Plain(request.Note);
        if (request.IsConfirmed is not { } isConfirmed) { return new Refusal("Identity_ResultMissing"); }

        if (note.Length is 0 or > LongestNote) { return new Refusal("Identity_NoteMissing", LongestNote); }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var about = await hand.LockAsync(request.RequestId, ct);
        if (about is null || !await db.Set<ServiceRequest>().AnyAsync(
            s => s.RequestId == about.Id && s.StartOn != null, ct))
        {
            return new Refusal("Request_NotFound");
        }

        if (await db.Set<IdentityCheck>().SingleOrDefaultAsync(c => c.RequestId == about.Id, ct) is { } already)
        {
            return already;
        }

        var by = Actor.Staff(request.StaffUserId);
        var check = new IdentityCheck
        {
            RequestId = about.Id, IsConfirmed = isConfirmed, Note = note, CheckedAt = clock.Now, CheckedBy = by.Name,
        };
        db.Add(check);
        db.Add(AuditEntry.Of(clock.Now, by.Name, nameof(CheckIdentity), about.CustomerAccountId, new
        {
            request = about.Id,
            confirmed = isConfirmed,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return check;
    }
}
