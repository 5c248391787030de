using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// A supervisor takes checks and bank debits of a customer again before the day: with a reason, audited. Lifted twice
/// is once. Refuses an unknown restriction, no reason, and one of whoever lifts it
/// (ck_payment_restriction_own_account).
/// </summary>
public sealed class LiftRestriction(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid RestrictionId, string? Reason, Actor By);

    public async Task<Outcome<PaymentRestriction>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var restriction = await db.Set<PaymentRestriction>()
            .FromSql($"select * from payment_restriction where id = {request.RestrictionId} for update")
            .SingleOrDefaultAsync(ct);
        if (restriction is null) { return new Refusal("Restriction_NotFound"); }

        if (restriction.LiftedAt is not null) { return restriction; }

        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Trim().Length > 500)
        {
            return new Refusal("Restriction_ReasonMissing");
        }

        var accounts = await db.CustomerAccounts.Where(a => a.CustomerId == restriction.CustomerId).Select(a => a.Id)
            .ToListAsync(ct);
        if (await db.IsAnyOwnAccountAsync(request.By, accounts, ct)) { return new Refusal("Approval_OwnAccount"); }

        restriction.LiftedAt = clock.Now;
        restriction.LiftedBy = request.By.Name;
        restriction.LiftReason = request.Reason.Trim();
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(LiftRestriction), null, new
        {
            restriction = restriction.Id,
            customer = restriction.CustomerId,
            reason = restriction.LiftReason,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return restriction;
    }
}
