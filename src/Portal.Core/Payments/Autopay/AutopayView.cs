using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// Autopay of one account as a resident may see it: with whose card it is paid only to whose it is; others see that it
/// is on and what it will do.
/// </summary>
/// <param name="Next">What it will do; null when it is off.</param>
/// <param name="Method">The reader's own; null where it is another's.</param>
/// <param name="Drafts">The reader's own drafts of autopay on this account, newest first.</param>
/// <param name="MayPay">The reader may turn it on.</param>
/// <param name="HasArrangement">Payments of an arrangement fall due besides; autopay does not take them.</param>
public sealed record AutopayView(
    CustomerAccount Account, string Place, NextDraft? Next, SavedMethod? Method, IReadOnlyList<Draft> Drafts,
    bool MayPay, bool IsMine, bool HasArrangement)
{
    private const int Shown = 12;

    /// <summary>Null when the reader may not see the account.</summary>
    public static async Task<AutopayView?> OfAsync(
        PortalDbContext db, Guid userId, Guid customerAccountId, BusinessClock clock, CancellationToken ct)
    {
        var found = await (
            from account in db.VisibleTo(userId)
            join premise in db.Premises on account.PremiseId equals premise.Id
            where account.Id == customerAccountId
            select new { account, premise.Line1 }).AsNoTracking().SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return null;
        }

        var next = await NextDraft.OfAsync(db, customerAccountId, clock, ct);
        var isMine = next?.Autopay.UserId == userId;
        var drafts = await db.Drafts.AsNoTracking()
            .Where(d => d.CustomerAccountId == customerAccountId && d.UserId == userId
                && d.Source == DraftSource.Autopay)
            .OrderByDescending(d => d.PlannedOn).ThenByDescending(d => d.CreatedAt).Take(Shown).ToListAsync(ct);
        return new(
            found.account, found.Line1, next,
            isMine ? await db.SavedMethods.AsNoTracking().SingleAsync(m => m.Id == next!.Autopay.MethodId, ct) : null,
            drafts, await db.PayableBy(userId).AnyAsync(a => a.Id == customerAccountId, ct), isMine,
            await db.HasArrangementAsync(customerAccountId, ct));
    }
}
