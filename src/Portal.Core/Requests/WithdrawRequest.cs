using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Requests.Disputes;
using Portal.Core.Requests.Refunds;
using Portal.Core.Staff;

namespace Portal.Core.Requests;

/// <summary>
/// Who asked ends it: nothing more is wanted. What a dispute held is held no longer, and a refund is before the office
/// no more. Done once. Refuses a request that is not theirs.
/// </summary>
public sealed class WithdrawRequest(
    PortalDbContext db, RequestInHand hand, EndDispute endDispute, TellOfRefund tellOfRefund, TellOfRequest tell)
{
    public sealed record Request(Guid OperationId, Guid RequestId, Asker Asker);

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.RequestsToActOn(request.Asker).AsNoTracking().SingleOrDefaultAsync(
            r => r.Id == request.RequestId, ct) is not { } theirs)
        {
            return new Refusal("Request_NotFound");
        }

        // Accounts before requests: what a dispute holds is the account's.
        if (theirs.CustomerAccountId is { } account) { await db.LockAccountAsync(account, ct); }

        var about = (await hand.LockAsync(theirs.Id, ct))!;
        if (about.State == RequestState.Closed || await hand.IsDoneAsync(request.OperationId, ct)) { return about; }

        var by = request.Asker.Actor;
        await endDispute.RunAsync(about, payBy: null, by, ct);
        await tellOfRefund.WithdrawnAsync(about, by, ct);
        await hand.StepAsync(about, RequestAct.Close, request.OperationId, RequestInHand.Enclosed.Nothing, by, ct);
        await tell.RunAsync(about, RequestLetter.News.Closed, request.OperationId, [], ct);
        await tx.CommitAsync(ct);
        return about;
    }
}
