using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>
/// Puts an act before a second person under the account's lock, and commits the act's own transaction with nothing
/// else in it. Refuses an account of one's own (ck_approval_request_own_account). The same operation asks once; when
/// it was declined it is told so and why, and only a new operation asks anew.
/// </summary>
public sealed class AskApproval(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(
        Guid OperationId, string Kind, Guid CustomerAccountId, Usd Amount, string Document, Actor By);

    public async Task<Outcome<Posted>> RunAsync(ActTransaction tx, Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(request);
        if (await db.IsOwnAccountAsync(request.By, request.CustomerAccountId, ct))
        {
            return new Refusal("Approval_OwnAccount");
        }

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
        await tx.CommitAsync(ct);
        return Posted.Later(asked);
    }
}
