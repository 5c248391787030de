using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests.Calls;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Desk;

/// <summary>
/// Passes a request on: to another topic, another department, or both, with a note that says why; it is nobody's then.
/// The day that was promised stays. The same operation does it once. Refuses a request that is over, where nothing
/// would change, no note, a topic of another kind or of other askers, and an unknown department.
/// </summary>
public sealed class TransferRequest(PortalDbContext db, RequestInHand hand)
{
    /// <param name="Topic">Code of the topic.</param>
    /// <param name="Department">Code of the department.</param>
    /// <param name="Note">Stays in the office.</param>
    public sealed record Request(
        Guid OperationId, Guid RequestId, string? Topic, string? Department, string? Note, Guid StaffUserId);

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await hand.LockAsync(request.RequestId, ct) is not { } about) { return new Refusal("Request_NotFound"); }

        if (await hand.IsDoneAsync(request.OperationId, ct)) { return about; }

        if (RequestSteps.Next(about.State, RequestAct.Transfer) is null)
        {
            return new Refusal("Request_NotWithOffice");
        }

        if (await WhyNotAsync(request, about, ct) is { } refusal) { return refusal; }

        var change = new RequestChange
        {
            EventId = request.OperationId, WasTopic = about.Topic, Topic = request.Topic,
            WasDepartment = about.Department, Department = request.Department,
        };
        (about.Topic, about.Department, about.AssignedTo) = (request.Topic!, request.Department!, null);
        await hand.StepAsync(
            about, RequestAct.Transfer, request.OperationId, RequestInHand.Enclosed.Of(request.Note),
            Actor.Staff(request.StaffUserId), ct);
        db.Add(change);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return about;
    }

    private async Task<Refusal?> WhyNotAsync(Request request, CustomerRequest about, CancellationToken ct)
    {
        var was = await db.Set<RequestTopic>().AsNoTracking().SingleAsync(t => t.Code == about.Topic, ct);
        return !await db.Set<RequestTopic>().AnyAsync(
                t => t.Code == request.Topic && t.Kind == about.Kind && t.Audience == was.Audience
                    && (t.RetiredAt == null || t.Code == about.Topic), ct)
                ? new("Desk_TopicOther")
            : !await db.Set<RequestDepartment>().AnyAsync(
                d => d.Code == request.Department && (d.RetiredAt == null || d.Code == about.Department), ct)
                ? new("Request_DepartmentMissing")
            : about.Topic == request.Topic && about.Department == request.Department ? new("Desk_SameAsNow")
            : RichText.Plain(request.Note).Length == 0 ? new("Desk_NoteMissing")
            : RichText.WhyNot(request.Note);
    }
}
