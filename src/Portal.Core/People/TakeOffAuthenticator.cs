using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// Takes an authenticator app off, after a code of it or a recovery code. Staff are refused unless a passkey remains:
/// nobody works in the office with a password alone.
/// </summary>
public sealed class TakeOffAuthenticator(
    PortalDbContext db, CheckSecondStep checkSecondStep, SecurityNotice notice)
{
    /// <param name="UserId">Who is signed in.</param>
    /// <param name="Code">As typed.</param>
    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(Guid UserId, string Code, string Address);

    /// <returns>True when it is off.</returns>
    public async Task<Outcome<bool>> RunAsync(Request request, CancellationToken ct)
    {
        var stamp = await db.Users.Where(u => u.Id == request.UserId).Select(u => u.SecurityStamp).SingleAsync(ct);
        if (await db.StaffMembers.AnyAsync(s => s.UserId == request.UserId, ct)
            && !await db.UserPasskeys.AnyAsync(p => p.UserId == request.UserId, ct))
        {
            return new Refusal("Authenticator_StaffNeedIt");
        }

        var code = await checkSecondStep.RunAsync(new(request.UserId, stamp!, request.Code, request.Address), ct);
        if (code is Outcome<Guid>.Refused(var refusal)) { return refusal; }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var user = await db.LockUserAsync(request.UserId, ct)
            ?? throw new InvalidOperationException($"There is no user {request.UserId}.");
        await db.Authenticators.Where(a => a.UserId == user.Id).ExecuteDeleteAsync(ct);
        await db.RecoveryCodes.Where(c => c.UserId == user.Id).ExecuteDeleteAsync(ct);
        user.TwoFactorEnabled = false;
        await notice.RunAsync(user, SecurityChange.AuthenticatorOff, ct);
        await tx.CommitAsync(ct);
        return true;
    }
}
