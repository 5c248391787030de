using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>
/// Puts an act before a second person, in the act's own transaction and under the account's lock. The same operation
/// asks once; when it was declined it is told so and why, and only a new operation asks anew.
/// </summary>
public sealed class AskApproval(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(
        Guid OperationId, string Kind, Guid CustomerAccountId, Usd Amount, string Document, Actor By);

    public async Task<Outcome<Posted>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var already = await db.Set<ApprovalRequest>().SingleOrDefaultAsync(r => r.Id == request.OperationId, ct);
        if (already is not null)
        {
            var decided = await db.Set<ApprovalDecision>().AsNoTracking()
                .SingleOrDefaultAsync(d => d.RequestId == already.Id, ct);
            return decided is null ? Posted.Later(already)
                : decided.Decision == Decision.Declined ? new Refusal("Approval_WasDeclined", decided.Note)
                : throw new InvalidOperationException($"Request {already.Id} was approved and not posted.");
        }

        var asked = new ApprovalRequest
        {
            Id = request.OperationId,
            Kind = request.Kind,
            CustomerAccountId = request.CustomerAccountId,
            Amount = request.Amount,
            Document = request.Document,
            AskedBy = request.By.Name,
            AskedAt = clock.Now,
        };
        db.Add(asked);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(AskApproval), request.CustomerAccountId, new
        {
            request = asked.Id,
            kind = asked.Kind,
            cents = asked.Amount.Cents,
        }));
        await db.SaveChangesAsync(ct);
        return Posted.Later(asked);
    }
}
