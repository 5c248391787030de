using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// Says no to a refund that waits for approval, with a reason; the credit is free again. Declined once. Refuses: an
/// unknown refund, whoever asked for it (who cancels it instead), an account of their own, no reason, one that waits
/// for nobody.
/// </summary>
public sealed class DeclineRefund(PortalDbContext db, RecordRefund record, BusinessClock clock)
{
    public sealed record Request(Guid RefundId, string? Note, Actor By);

    public async Task<Outcome<Refund>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.TakeRefundAsync(request.RefundId, ct) is not { } held) { return new Refusal("Refund_NotFound"); }

        var refund = held.Refund;
        if (refund.State == RefundState.Declined) { return refund; }

        var refusal = refund.RequestedBy == request.By.Name ? new Refusal("Refund_OwnRequest")
            : await db.IsOwnAccountAsync(request.By, held.Account.Id, ct) ? new("Refund_OwnAccount")
            : refund.State != RefundState.Requested
                || await db.Set<RefundApproval>().AnyAsync(
                    a => a.RefundId == refund.Id && a.DecidedBy == request.By.Name, ct) ? new("Refund_WaitsForNobody")
            : string.IsNullOrWhiteSpace(request.Note) ? new("Approval_ReasonMissing")
            : null;
        if (refusal is not null) { return refusal; }

        db.Add(new RefundApproval
        {
            RefundId = refund.Id,
            Decision = RefundDecision.Declined,
            Note = request.Note!.Trim(),
            DecidedBy = request.By.Name,
            DecidedAt = clock.Now,
        });
        await db.SaveChangesAsync(ct);
        refund.Move(RefundState.Declined, clock.Now);
        foreach (var part in held.Parts) { part.State = RefundPartState.Dropped; }

        record.Write(refund, nameof(DeclineRefund), request.Note!.Trim(), request.By);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return refund;
    }
}
