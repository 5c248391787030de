using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Requests;

/// <summary>
/// A member of staff takes a request, which acknowledges it; or takes it over from another. Taking one's own again
/// changes nothing. Refuses one that is answered, closed or waits for the customer and already somebody's.
/// </summary>
public sealed class TakeRequest(PortalDbContext db, RequestInHand hand)
{
    public sealed record Request(Guid OperationId, Guid RequestId, Guid StaffUserId);

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await hand.LockAsync(request.RequestId, ct) is not { } about) { return new Refusal("Request_NotFound"); }

        if (about.AssignedTo == request.StaffUserId && about.State is not (RequestState.New or RequestState.Reopened)
            || await hand.IsDoneAsync(request.OperationId, ct))
        {
            return about;
        }

        if (!about.IsWithOffice) { return new Refusal("Request_NotWithOffice"); }

        about.AssignedTo = request.StaffUserId;
        await hand.StepAsync(
            about, RequestAct.Acknowledge, request.OperationId, RequestInHand.Enclosed.Nothing,
            Actor.Staff(request.StaffUserId), ct);
        await tx.CommitAsync(ct);
        return about;
    }
}
