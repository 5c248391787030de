using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Drafts;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// Ends an account's autopay: drafts that were announced and not sent are canceled, the agreement ends, and who had
/// enrolled is told. One that the bank is already asked for is left to end by itself. Refuses an account that is not on
/// autopay, a resident who did not turn it on, and the office without a reason. Part of the caller's transaction when
/// one is open.
/// </summary>
public sealed class LeaveAutopay(
    PortalDbContext db, EndConsent endConsent, TellAutopay tell, BusinessClock clock)
{
    /// <param name="UserId">The resident who leaves; null for the office and the system.</param>
    /// <param name="Note">The office's reason, in its words.</param>
    public sealed record Request(Guid CustomerAccountId, Guid? UserId, AutopayWhy Why, Actor By, string? Note = null);

    public async Task<Outcome<AutopayEnrollment>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is null)
        {
            return new Refusal("Account_NotFound");
        }

        var standing = await db.AutopayEnrollments.SingleOrDefaultAsync(
            e => e.CustomerAccountId == request.CustomerAccountId && e.State != AutopayState.Ended, ct);
        if (standing is null || (request.UserId is { } user && standing.UserId != user))
        {
            return new Refusal("Autopay_NotOn");
        }

        if (request.Why == AutopayWhy.ByOffice && string.IsNullOrWhiteSpace(request.Note))
        {
            return new Refusal("Adjust_NoteMissing");
        }

        standing.End(request.Why, request.By.Name, clock.Now);
        var promised = await db.Drafts.Where(d => d.EnrollmentId == standing.Id && d.State == DraftState.Promised)
            .ToListAsync(ct);
        foreach (var draft in promised)
        {
            draft.Apply(DraftEvent.Cancel, clock.Now, DraftWhy.AutopayEnded);
            await db.RecordAsync(draft, DraftEvent.Cancel, request.By, clock.Now, ct);
        }

        await endConsent.RunAsync(standing.ConsentId, request.By, ct);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(LeaveAutopay), request.CustomerAccountId, new
        {
            enrollment = standing.Id,
            why = $"{request.Why}",
            note = request.Note,
            canceled = promised.Count,
        }));
        await db.SaveChangesAsync(ct);
        await tell.EndedAsync(standing, ct);
        await tx.CommitAsync(ct);
        return standing;
    }
}
