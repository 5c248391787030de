using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Payments.Relief;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Arrangements;

/// <summary>Paying later of one account: what may be agreed and why not, and where an agreement stands.</summary>
public sealed class IndexModel(PortalDbContext db, Words<PlansBook> words, BusinessClock clock) : PageModel
{
    public ArrangementOverview Plans { get; private set; } = null!;

    /// <summary>Only who may do everything on an account agrees for it.</summary>
    public bool MayAgree { get; private set; }

    /// <summary>The city has a relief fund that one may ask.</summary>
    public bool MayAskRelief { get; private set; }

    /// <summary>Just now.</summary>
    [TempData]
    public bool IsAgreed { get; set; }

    /// <summary>Filled in on the form that leads to the check.</summary>
    public DateOnly? PayOn => Plans.Offer.Days.Last;

    public string? Months => null;

    /// <summary>Numbers of months, each with what it would be.</summary>
    public IEnumerable<SelectListItem> Choices()
    {
        var (least, most) = Plans.Offer.Months;
        return Enumerable.Range(least, most - least + 1).Select(months => new SelectListItem(
            words["Plan_MonthsOf", months, PaymentSchedule.InMonths(
                Plans.Offer.Owed, months, Plans.Offer.Rules!.Plan!, clock.Today).Payments.First(p => p.No > 0).Amount],
            $"{months}"));
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await ArrangementOverview.OfAsync(db, db.VisibleTo(User.Id()), id, clock, ct) is not { } plans)
        {
            return NotFound();
        }

        Plans = plans;
        MayAgree = await db.ManagedBy(User.Id()).AnyAsync(a => a.Id == id, ct);
        MayAskRelief = MayAgree && plans.Account.Balance.IsPositive
            && await db.RulesOnAsync<ReliefRules>(MoneyRuleKind.ReliefFund, clock.Today, ct) is not null;
        return Page();
    }
}
