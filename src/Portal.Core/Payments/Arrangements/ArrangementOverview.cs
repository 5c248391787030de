using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Arrangements;

/// <summary>Paying later of one account, as its resident and the office see it.</summary>
/// <param name="Place">The street address that is served.</param>
/// <param name="Active">Null when none is.</param>
/// <param name="Before">Those that are over, newest first.</param>
/// <param name="Offer">What may be agreed today.</param>
public sealed record ArrangementOverview(
    CustomerAccount Account, string Place, ArrangementStanding? Active, IReadOnlyList<PaymentArrangement> Before,
    ArrangementOffer Offer)
{
    private const int BeforeShown = 12;

    /// <param name="visible">The accounts that the reader may see.</param>
    /// <returns>Null when the account is not among them.</returns>
    public static async Task<ArrangementOverview?> OfAsync(
        PortalDbContext db, IQueryable<CustomerAccount> visible, Guid accountId, BusinessClock clock,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var head = await AccountHead.OfAsync(db, visible, null, accountId, ct);
        if (head is null)
        {
            return null;
        }

        var all = await db.Set<PaymentArrangement>().AsNoTracking()
            .Where(a => a.CustomerAccountId == accountId)
            .OrderByDescending(a => a.AgreedAt).ThenByDescending(a => a.Id).Take(BeforeShown).ToListAsync(ct);
        var active = all.FirstOrDefault(a => a.State == ArrangementState.Active);
        return new(
            head.Account,
            head.Place,
            active is null ? null : await ArrangementStanding.OfAsync(db, active.Id, ct),
            [.. all.Where(a => a.State != ArrangementState.Active)],
            await ArrangementOffer.OfAsync(db, head.Account, clock, ct));
    }
}

/// <summary>Where an arrangement stands: its payments, and what is not made of them.</summary>
/// <param name="Steps">Of one that is over, as they were agreed.</param>
/// <param name="Left">Still open of what it covers.</param>
public sealed record ArrangementStanding(
    PaymentArrangement Arrangement, ArrangementRules Rules, IReadOnlyList<PaymentPromise.Step> Steps, Usd Left)
{
    public Usd Received => Arrangement.Covered - Left;

    /// <summary>What should have been paid before a day.</summary>
    public Usd LateOn(DateOnly day) => Steps.Where(s => s.DueOn < day).Select(s => s.Unpaid).Sum();

    /// <summary>The next payment to make; null when all are made.</summary>
    public PaymentPromise.Step? Next => Steps.FirstOrDefault(s => s.Unpaid.IsPositive);

    internal static async Task<ArrangementStanding> OfAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        var arrangement = await db.Set<PaymentArrangement>().AsNoTracking().AsSplitQuery()
            .Include(a => a.Items).Include(a => a.Installments).SingleAsync(a => a.Id == id, ct);
        var document = await db.Set<MoneyRule>().Where(r => r.Id == arrangement.RuleId).Select(r => r.Document)
            .SingleAsync(ct);
        var left = (await db.LeftOfAsync(arrangement, ct)).All;
        return new(
            arrangement, MoneyRules.Read<ArrangementRules>(document), arrangement.Promise().Steps(left), left);
    }
}
