using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Checks;

/// <summary>
/// Makes what a void or stopped check would have paid the customer's credit again, where no other check is to follow.
/// Done once. Refuses: an unknown check, one that is not void or stopped, no reason, an account of their own, a closed
/// period.
/// </summary>
public sealed class ReopenCheck(PortalDbContext db, ReopenRefundPart reopen, BusinessClock clock)
{
    public sealed record Request(Guid CheckId, string? Why, Actor By);

    public async Task<Outcome<BankCheck>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.Set<BankCheck>().FindAsync([request.CheckId], ct) is not { } found
            || await db.TakeRefundAsync(found.RefundId, ct) is not { } held)
        {
            return new Refusal("Check_NotFound");
        }

        await db.Entry(found).ReloadAsync(ct);
        var parts = held.Parts.Where(p => p is { Way: RefundWay.Check, State: RefundPartState.Planned }).ToList();
        var refusal = found.State is not (CheckState.Void or CheckState.Stopped)
                ? new Refusal("Check_CannotMove", found.Number)
            : string.IsNullOrWhiteSpace(request.Why) ? new("Check_WhyMissing")
            : await db.IsOwnAccountAsync(request.By, held.Account.Id, ct) ? new("Refund_OwnAccount")
            : await Ledger.ClosedPeriod.WhyNotAsync(db, clock.Today, ct);
        if (refusal is not null) { return refusal; }

        foreach (var part in parts) { await reopen.RunAsync(held, part, request.Why!.Trim(), request.By, ct); }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return found;
    }
}
