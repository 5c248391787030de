using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>
/// The second person's answer: approving does the act in the same transaction, declining needs a reason and does
/// nothing. Decided once; asked again, answers with the decision. Refuses whoever made the request, and what the act
/// itself refuses by now.
/// </summary>
public sealed class DecideApproval(PortalDbContext db, IEnumerable<IApprovedAct> acts, BusinessClock clock)
{
    public sealed record Request(Guid RequestId, Decision Decision, string Note, Actor By);

    public async Task<Outcome<ApprovalDecision>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var asked = await db.Set<ApprovalRequest>().SingleOrDefaultAsync(r => r.Id == request.RequestId, ct);
        if (asked is null || await db.LockAccountAsync(asked.CustomerAccountId, ct) is null)
        {
            return new Refusal("Approval_NotFound");
        }

        var already = await db.Set<ApprovalDecision>().SingleOrDefaultAsync(d => d.RequestId == asked.Id, ct);
        if (already is not null)
        {
            return already;
        }

        if (WhyNot(asked, request) is { } refusal)
        {
            return refusal;
        }

        var decision = Record(asked, request);
        await db.SaveChangesAsync(ct);
        if (request.Decision == Decision.Approved
            && await acts.Single(a => a.Kind == asked.Kind).RunApprovedAsync(asked.Document, request.By, ct)
                is Outcome<Posted>.Refused(var no))
        {
            return no;
        }

        await tx.CommitAsync(ct);
        return decision;
    }

    private static Refusal? WhyNot(ApprovalRequest asked, Request request) =>
        asked.AskedBy == request.By.Name ? new("Approval_OwnRequest")
        : request.Decision == Decision.Declined && string.IsNullOrWhiteSpace(request.Note)
            ? new("Approval_ReasonMissing")
            : null;

    private ApprovalDecision Record(ApprovalRequest asked, Request request)
    {
        var decision = new ApprovalDecision
        {
            RequestId = asked.Id,
            Decision = request.Decision,
            Note = request.Note.Trim(),
            DecidedBy = request.By.Name,
            DecidedAt = clock.Now,
        };
        db.Add(decision);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(DecideApproval), asked.CustomerAccountId, new
        {
            request = asked.Id,
            decision = $"{decision.Decision}",
        }));
        return decision;
    }
}
