using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// What becomes of the bill that is open while somebody is about to agree to autopay: what they read beside the words.
/// </summary>
/// <param name="TakenOn">The day on which it will be taken; null when it will not.</param>
/// <param name="Why">Why it will not.</param>
public sealed record OpenAtAgreeing(Usd Due, DateOnly DueOn, DateOnly? TakenOn, DraftWhy? Why)
{
    /// <summary>Null when nothing is open, or what is open is announced already and keeps its day.</summary>
    public static async Task<OpenAtAgreeing?> OfAsync(
        PortalDbContext db, Guid customerAccountId, AutopayTerms terms, SavedMethod method, DateOnly today,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(method);
        var bill = await db.Bills
            .Where(b => b.CustomerAccountId == customerAccountId && b.DueOn >= today
                && !db.BillCancellations.Any(c => c.BillId == b.Id))
            .OrderByDescending(b => b.DueOn).Select(b => new { b.Id, b.DueOn }).FirstOrDefaultAsync(ct);
        if (bill is null
            || await db.ToPromiseAsync(customerAccountId, terms.Cap, bill.DueOn, ct) is not { IsPositive: true } due)
        {
            return null;
        }

        // One enrollment has one draft of a bill: changing its terms does not bring it back.
        var before = await db.Drafts
            .Where(d => d.BillId == bill.Id && db.AutopayEnrollments.Any(
                e => e.Id == d.EnrollmentId && e.State != AutopayState.Ended))
            .Select(d => new { d.State }).SingleOrDefaultAsync(ct);
        if (before?.State is DraftState.Promised or DraftState.Sending or DraftState.OnItsWay) { return null; }

        var day = DraftDay.Of(terms.Rule, terms.RuleDay, bill.DueOn, today);
        DraftWhy? why = before is not null ? DraftWhy.Declined
            : day is null ? DraftWhy.NoNotice
            : due < DraftFacts.Smallest ? DraftWhy.TooSmall
            : method.IsExpiredOn(day.Value) ? DraftWhy.MethodExpired
            : null;
        return new(due, bill.DueOn, why is null ? day : null, why);
    }
}
