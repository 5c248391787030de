using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Wallet;

namespace Portal.Core.Payments.Drafts;

/// <summary>One scheduled payment as its payer sees it, and what will be taken by what is true now.</summary>
/// <param name="Method">Null while a guest has not given it.</param>
/// <param name="Answer">What would become of it on its day; null once it was sent or is over.</param>
/// <param name="Taken">What was taken, or is being taken; null while and where it is not.</param>
public sealed record ScheduledView(
    Draft Draft, string AccountNumber, string Place, SavedMethod? Method, DraftAnswer? Answer, Usd? Taken)
{
    public string MaskedNumber => CustomerAccount.Mask(AccountNumber);

    /// <summary>What will be taken where that is less than was asked for.</summary>
    public Usd? Less => Answer is DraftAnswer.Take(var amount) && amount < Draft.Amount ? amount : null;

    /// <param name="own">The payer's drafts, narrowed to one.</param>
    public static async Task<ScheduledView?> OfAsync(
        PortalDbContext db, IQueryable<Draft> own, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await (
            from draft in own
            join account in db.CustomerAccounts on draft.CustomerAccountId equals account.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            where draft.Source == DraftSource.Scheduled
            select new { draft, account.Number, premise.Line1 }).AsNoTracking().SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return null;
        }

        var scheduled = found.draft;
        if (scheduled.State == DraftState.Promised)
        {
            var ahead = (await DraftAhead.ForAsync(db, [scheduled], clock, ct))[scheduled.Id];
            return new(scheduled, found.Number, found.Line1, ahead.Method, ahead.Answer, null);
        }

        var isSent = scheduled.State
            is DraftState.Sending or DraftState.OnItsWay or DraftState.Paid or DraftState.InSuspense;
        var last = isSent ? await db.PaymentAttempts.Where(a => a.DraftId == scheduled.Id)
            .OrderByDescending(a => a.CreatedAt).Select(a => new { a.Amount }).FirstOrDefaultAsync(ct) : null;
        var method = await db.SavedMethods.AsNoTracking().SingleOrDefaultAsync(m => m.Id == scheduled.MethodId, ct);
        return new(scheduled, found.Number, found.Line1, method, null, last?.Amount);
    }
}
