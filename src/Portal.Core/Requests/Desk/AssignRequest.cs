using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Desk;

/// <summary>
/// Gives a request to a member of staff, which acknowledges it, or to nobody again. To give it to who has it changes
/// nothing. The same operation does it once. Refuses a request that is over, and whoever does not work here now or may
/// not answer.
/// </summary>
public sealed class AssignRequest(PortalDbContext db, RequestInHand hand)
{
    /// <param name="To">Null for nobody.</param>
    public sealed record Request(Guid OperationId, Guid RequestId, Guid? To, Guid StaffUserId);

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await hand.LockAsync(request.RequestId, ct) is not { } about) { return new Refusal("Request_NotFound"); }

        if (about.AssignedTo == request.To || await hand.IsDoneAsync(request.OperationId, ct)) { return about; }

        var act = request.To is null ? RequestAct.Unassign : RequestAct.Assign;
        if (RequestSteps.Next(about.State, act) is null) { return new Refusal("Request_NotWithOffice"); }

        if (request.To is { } to && !(await MayAnswerAsync(db, ct)).Contains(to))
        {
            return new Refusal("Desk_PersonMissing");
        }

        about.AssignedTo = request.To;
        await hand.StepAsync(
            about, act, request.OperationId, RequestInHand.Enclosed.Nothing, Actor.Staff(request.StaffUserId), ct);
        if (request.To is { } given)
        {
            db.Add(new RequestChange { EventId = request.OperationId, AssignedTo = given });
            await db.SaveChangesAsync(ct);
        }

        await tx.CommitAsync(ct);
        return about;
    }

    /// <summary>Members of staff who work here now and may answer.</summary>
    public static async Task<IReadOnlyList<Guid>> MayAnswerAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var staff = await db.StaffMembers.AsNoTracking().Where(s => s.SuspendedAt == null).ToListAsync(ct);
        return
        [
            .. staff.Where(s => s.Roles.Any(r => Can.BundleOf(r).Contains(Can.AnswerRequests))).Select(s => s.UserId),
        ];
    }
}
