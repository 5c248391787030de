using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Autopay;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Bills;

/// <summary>One bill, explained.</summary>
public sealed class BillModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public BillStatement Statement { get; private set; } = null!;

    /// <summary>On its way from a bank, for the account.</summary>
    public PaymentAttemptQueries.InProgress? InProgress { get; private set; }

    /// <summary>What autopay will do next; null when it is off.</summary>
    public NextDraft? Autopay { get; private set; }

    public Usd InFlight => InProgress?.InFlight ?? Usd.Zero;

    /// <summary>What the account has left to pay today; an older bill's total is history.</summary>
    public Usd ToPay => Usd.Max(Statement.DueNow - InFlight, Usd.Zero);

    /// <summary>Nothing of this bill is open any more.</summary>
    public bool IsPaid => Statement.StillOpen.IsZero && !(Statement.AmountDue.IsPositive && !Statement.HasNewer
        && Statement.DueNow.IsPositive);

    public bool IsLate => !IsPaid && Statement.Bill.DueOn < clock.Today;

    public DateOnly? InFlightBy => InProgress?.InFlightSince is { } since
        ? BankingDays.Add(clock.DayOf(since), BankingDays.ToSettleDebit)
        : null;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await BillStatement.ForAsync(db, db.VisibleTo(User.Id()), id, ct) is not { } statement)
        {
            return NotFound();
        }

        Statement = statement;
        var accountId = statement.Bill.CustomerAccountId;
        InProgress = (await db.InProgressAsync([accountId], ct)).GetValueOrDefault(accountId);
        Autopay = statement.HasNewer ? null : await NextDraft.OfAsync(db, accountId, clock.Today, ct);
        return Page();
    }
}
