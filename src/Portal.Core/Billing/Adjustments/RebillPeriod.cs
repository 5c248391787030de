using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Adjustments;

/// <summary>
/// Bills the period of a canceled bill again, from corrected reads or rates: a new number that cites the original
/// (ux_bill_rebilled_once), and the money freed by canceling goes to it. Asked again, answers with the bill that was
/// made. Refuses a bill that is not canceled, and whatever IssueBill refuses.
/// </summary>
public sealed class RebillPeriod(PortalDbContext db, IssueBill issueBill)
{
    /// <param name="OperationId">Becomes the new bill's id; its reads carry it.</param>
    /// <param name="BillId">The canceled bill.</param>
    public sealed record Request(
        Guid OperationId,
        Guid BillId,
        DateOnly DueOn,
        IReadOnlyList<PricedCharge> Charges,
        IReadOnlyList<BillRead> Reads,
        Actor By);

    public async Task<Outcome<Bill>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var original = await db.Bills.AsNoTracking().SingleOrDefaultAsync(b => b.Id == request.BillId, ct);
        if (original is null)
        {
            return new Refusal("Bill_NotFound");
        }

        if (!await db.BillCancellations.AnyAsync(c => c.BillId == original.Id, ct))
        {
            return new Refusal("Bill_NotCanceled", original.Number);
        }

        var outcome = await issueBill.RunAsync(
            new(request.OperationId, original.CustomerAccountId, original.PeriodFrom, original.PeriodTo, request.DueOn,
                request.Charges, request.Reads, request.By)
            { Rebills = original.Id },
            ct);
        if (outcome is Outcome<Bill>.Done)
        {
            await tx.CommitAsync(ct);
        }

        return outcome;
    }
}
