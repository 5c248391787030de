using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Desk;

/// <summary>
/// Joins a request with another of the same account: it closes and points to the other, for good; its words and files
/// stay where they are, and both say so in their history. Who asked is told where it goes on. The same operation does
/// it once. Refuses requests of no account or of different ones, other kinds than questions and problems, one internal
/// and the other not, and when either is over.
/// </summary>
public sealed class MergeRequests(PortalDbContext db, RequestInHand hand, TellOfRequest tell)
{
    /// <param name="RequestId">Closes.</param>
    /// <param name="IntoId">Goes on.</param>
    public sealed record Request(Guid OperationId, Guid RequestId, Guid? IntoId, Guid StaffUserId);

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.IntoId is not { } into || into == request.RequestId) { return new Refusal("Desk_OtherMissing"); }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        // In the order of their ids: two people may join the same two the other way around.
        foreach (var id in new[] { request.RequestId, into }.Order()) { await hand.LockAsync(id, ct); }

        var both = await db.Set<CustomerRequest>().Where(r => r.Id == request.RequestId || r.Id == into)
            .ToListAsync(ct);
        if (both.Find(r => r.Id == request.RequestId) is not { } closes
            || both.Find(r => r.Id == into) is not { } stays)
        {
            return new Refusal("Request_NotFound");
        }

        if (await hand.IsDoneAsync(request.OperationId, ct)) { return stays; }

        if (WhyNot(closes, stays) is { } refusal) { return refusal; }

        await JoinAsync(request, closes, stays, ct);
        await tx.CommitAsync(ct);
        return stays;
    }

    /// <summary>Why two requests cannot be joined; null when they can.</summary>
    public static Refusal? WhyNot(CustomerRequest closes, CustomerRequest stays)
    {
        ArgumentNullException.ThrowIfNull(closes);
        ArgumentNullException.ThrowIfNull(stays);
        return closes.CustomerAccountId is null || closes.CustomerAccountId != stays.CustomerAccountId
                || !IsJoined(closes) || !IsJoined(stays) || closes.IsInternal != stays.IsInternal
                ? new("Desk_NotTogether")
            : RequestSteps.Next(closes.State, RequestAct.Merge) is null
                || RequestSteps.Next(stays.State, RequestAct.TakeIn) is null ? new("Desk_Over")
            : null;
    }

    private static bool IsJoined(CustomerRequest request) =>
        request.Kind is RequestKind.Question or RequestKind.Problem;

    private async Task JoinAsync(
        Request request, CustomerRequest closes, CustomerRequest stays, CancellationToken ct)
    {
        var (by, taken) = (Actor.Staff(request.StaffUserId), Guid.CreateVersion7());
        (closes.MergedInto, closes.CloseCause) = (stays.Id, Calls.CloseCause.Duplicate);
        await hand.StepAsync(closes, RequestAct.Merge, request.OperationId, RequestInHand.Enclosed.Nothing, by, ct);
        await hand.StepAsync(stays, RequestAct.TakeIn, taken, RequestInHand.Enclosed.Nothing, by, ct);
        db.AddRange(
            new RequestChange { EventId = request.OperationId, OtherRequestId = stays.Id },
            new RequestChange { EventId = taken, OtherRequestId = closes.Id });
        await tell.RunAsync(
            closes, RequestLetter.News.Closed, request.OperationId, [new("Request_GoesOnIn", stays.Label)], ct);
    }
}
