using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Desk;

/// <summary>
/// Ties a request to a bill of its account, or to one line of it, when it turns out what it is about. The same
/// operation does it once; what it was tied to before stays in the history. Refuses a dispute, whose lines are its
/// own, a bill that is not of the account, and a line that is not of the bill.
/// </summary>
public sealed class LinkRequest(PortalDbContext db, RequestInHand hand)
{
    /// <param name="LineNo">Null for the whole bill.</param>
    public sealed record Request(Guid OperationId, Guid RequestId, Guid? BillId, int? LineNo, Guid StaffUserId);

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await hand.LockAsync(request.RequestId, ct) is not { } about) { return new Refusal("Request_NotFound"); }

        if ((about.BillId == request.BillId && about.BillLineNo == request.LineNo)
            || await hand.IsDoneAsync(request.OperationId, ct))
        {
            return about;
        }

        if (about.Kind == RequestKind.Dispute || RequestSteps.Next(about.State, RequestAct.Link) is null)
        {
            return new Refusal("Request_NotWithOffice");
        }

        if (about.CustomerAccountId is null || !await db.Bills.AnyAsync(
            b => b.Id == request.BillId && b.CustomerAccountId == about.CustomerAccountId, ct))
        {
            return new Refusal("Desk_BillMissing");
        }

        if (request.LineNo is { } line && !await db.BillLines.AnyAsync(
            l => l.BillId == request.BillId && l.No == line, ct))
        {
            return new Refusal("Request_LineMissing");
        }

        (about.BillId, about.BillLineNo) = (request.BillId, request.LineNo);
        await hand.StepAsync(
            about, RequestAct.Link, request.OperationId, RequestInHand.Enclosed.Nothing,
            Actor.Staff(request.StaffUserId), ct);
        db.Add(new RequestChange
        {
            EventId = request.OperationId, BillId = request.BillId, BillLineNo = request.LineNo,
        });
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return about;
    }
}
