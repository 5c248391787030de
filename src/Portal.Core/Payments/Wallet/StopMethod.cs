using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Wallet;

/// <summary>
/// A bank's answer ends the use of a method for now: autopay of every account that uses it is suspended, and payments
/// scheduled with it are canceled, each with a letter. A method that was replaced since is left alone, unless whoever
/// pays said that they do not agree. Part of the caller's transaction, which has locked the accounts
/// (<see cref="WalletQueries.AccountsUsingAsync"/>).
/// </summary>
public sealed class StopMethod(PortalDbContext db, SuspendAutopay suspend, TellDraft tell, BusinessClock clock)
{
    /// <summary>
    /// The method that an attempt was sent with; and where only a new agreement helps, the autopay it was of.
    /// </summary>
    /// <returns>True when something was stopped.</returns>
    public async Task<bool> OfAttemptAsync(PaymentAttempt attempt, AutopayWhy why, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        var own = !why.NeedsAgreement() ? null : await db.AutopayEnrollments.AsNoTracking().SingleOrDefaultAsync(
            e => e.State == AutopayState.Active
                && db.Drafts.Any(d => d.Id == attempt.DraftId && d.EnrollmentId == e.Id), ct);
        var isStopped = own is not null && await suspend.RunAsync(own.CustomerAccountId, why, ct);
        var method = await db.SavedMethods
            .Where(m => m.ProcessorMethodId == attempt.ProcessorMethodId && m.RemovedAt == null)
            .Select(m => (Guid?)m.Id).SingleOrDefaultAsync(ct);
        return (method is { } id && await RunAsync(id, why, ct)) || isStopped;
    }

    /// <returns>True when something was stopped.</returns>
    public async Task<bool> RunAsync(Guid methodId, AutopayWhy why, CancellationToken ct)
    {
        var enrolled = await db.AutopayEnrollments
            .Where(e => e.MethodId == methodId && e.State == AutopayState.Active)
            .OrderBy(e => e.CustomerAccountId).Select(e => e.CustomerAccountId).ToListAsync(ct);
        foreach (var account in enrolled)
        {
            await suspend.RunAsync(account, why, ct);
        }

        var scheduled = await db.Drafts.Where(d => d.MethodId == methodId && d.State == DraftState.Promised)
            .OrderBy(d => d.CustomerAccountId).ThenBy(d => d.Id).Select(d => d.Id).ToListAsync(ct);
        var canceled = 0;
        foreach (var id in scheduled)
        {
            if (await db.LockDraftAsync(id, ct) is not { State: DraftState.Promised } draft) { continue; }

            draft.Apply(DraftEvent.Cancel, clock.Now, DraftWhy.MethodStopped);
            await db.RecordAsync(draft, DraftEvent.Cancel, Actor.System, clock.Now, ct);
            db.Add(AuditEntry.Of(clock.Now, Actor.System.Name, nameof(StopMethod), draft.CustomerAccountId, new
            {
                draft = draft.Id,
                why = $"{why}",
            }));
            await db.SaveChangesAsync(ct);
            await tell.LeftAsync(draft, ct);
            canceled++;
        }

        return enrolled.Count + canceled > 0;
    }
}
