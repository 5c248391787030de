using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Arrangements;

/// <summary>
/// Ends an arrangement for a reason: the customer asks, or something else is agreed. What is unpaid of it is due as it
/// was billed. Asked again, answers with the same. Refuses an unknown one, one that ended otherwise, and no reason.
/// </summary>
public sealed class EndArrangement(PortalDbContext db, CloseArrangement close)
{
    public sealed record Request(Guid CustomerAccountId, Guid ArrangementId, string? Reason, Actor By);

    public async Task<Outcome<PaymentArrangement>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is null
            || await db.Set<PaymentArrangement>().Include(a => a.Items).SingleOrDefaultAsync(
                a => a.Id == request.ArrangementId && a.CustomerAccountId == request.CustomerAccountId, ct)
                is not { } arrangement)
        {
            return new Refusal("Arrange_NotFound");
        }

        if (arrangement.State == ArrangementState.Ended)
        {
            return arrangement;
        }

        if (arrangement.State != ArrangementState.Active)
        {
            return new Refusal("Arrange_NotActive");
        }

        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            return new Refusal("Adjust_NoteMissing");
        }

        await close.RunAsync(arrangement, ArrangementState.Ended, request.Reason.Trim(), request.By, ct);
        await tx.CommitAsync(ct);
        return arrangement;
    }
}
