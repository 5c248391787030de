using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Flags;

/// <summary>
/// Takes a flag off, with why. What it held goes on: a bankruptcy's stay ends with today. Lifted twice is once.
/// Refuses an unknown flag and no reason.
/// </summary>
public sealed class LiftFlag(PortalDbContext db, LiftHold liftHold, BusinessClock clock)
{
    public sealed record Request(Guid CustomerAccountId, Guid FlagId, string? Reason, Actor By);

    public async Task<Outcome<AccountFlag>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockFlagAsync(request.CustomerAccountId, request.FlagId, ct) is not { } flag)
        {
            return new Refusal("Flag_NotFound");
        }

        if (flag.LiftedAt is not null) { return flag; }

        var reason = TypedLine.Of(request.Reason);
        if (reason.Length is 0 or > PlaceFlag.LongestReason)
        {
            return new Refusal("Flag_ReasonMissing", PlaceFlag.LongestReason);
        }

        db.Add(new AccountFlagStep
        {
            Id = Guid.CreateVersion7(),
            FlagId = flag.Id,
            Act = FlagAct.Lift,
            Reason = reason,
            OwnerId = flag.OwnerId,
            ByWhom = request.By.Name,
            At = clock.Now,
        });
        flag.LiftedAt = clock.Now;
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(LiftFlag), flag.CustomerAccountId, new
        {
            flag = flag.Id,
            kind = $"{flag.Kind}",
        }));
        await db.SaveChangesAsync(ct);
        if (flag.HoldId is { } hold
            && await liftHold.RunAsync(new(flag.CustomerAccountId, hold, reason, request.By), ct)
                is Outcome<AccountHold>.Refused({ Key: not "Hold_HasEnded" } refusal))
        {
            return refusal;
        }

        await db.ReviewTaskDoneAsync(flag.Id, request.By, clock.Now, ct);
        await tx.CommitAsync(ct);
        return flag;
    }
}
