using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>
/// Says no to a turnover; its money may be listed anew. Declined once. Refuses an unknown turnover, one that was
/// approved, whoever listed it (ck_unclaimed_turnover_second_person), no reason
/// (ck_unclaimed_turnover_declined_says_why).
/// </summary>
public sealed class DeclineTurnover(PortalDbContext db, BusinessClock clock)
{
    private const int LongestNote = 500;

    public sealed record Request(Guid TurnoverId, string? Why, Actor By);

    public async Task<Outcome<UnclaimedTurnover>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockTurnoverAsync(request.TurnoverId, ct) is not { } turnover)
        {
            return new Refusal("Unclaimed_TurnoverUnknown");
        }

        if (turnover.State == TurnoverState.Declined) { return turnover; }

        var refusal = turnover.State != TurnoverState.Proposed ? new Refusal("Unclaimed_TurnoverOver")
            : turnover.MadeBy == request.By.Name ? new("Approval_OwnRequest")
            : string.IsNullOrWhiteSpace(request.Why) || request.Why.Trim().Length > LongestNote
                ? new("Unclaimed_NoteMissing", LongestNote)
            : null;
        if (refusal is not null) { return refusal; }

        (turnover.State, turnover.Note) = (TurnoverState.Declined, request.Why!.Trim());
        (turnover.DecidedOn, turnover.DecidedBy) = (clock.Today, request.By.Name);
        turnover.DecidedAt = clock.Now;
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(DeclineTurnover), null, new
        {
            turnover = turnover.Id,
            cents = turnover.Total.Cents,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return turnover;
    }
}
