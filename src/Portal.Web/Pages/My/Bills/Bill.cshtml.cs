using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Requests;
using Portal.Core.Requests.Disputes;
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

    /// <summary>What the account is asked for and has left to pay today; an older bill's total is history.</summary>
    public Usd ToPay => Usd.Max(AskedNow - InFlight, Usd.Zero);

    /// <summary>What of what the account owes is asked for, and what waits; null when all is asked for.</summary>
    public AccountAsking? Asking { get; private set; }

    private Usd AskedNow => Asking?.Asked ?? Statement.DueNow;

    /// <summary>Nothing of this bill is open any more.</summary>
    public bool IsPaid => Statement.StillOpen.IsZero && !(Statement.AmountDue.IsPositive && !Statement.HasNewer
        && AskedNow.IsPositive);

    /// <summary>All that is open of it is under an arrangement: paid later, as agreed.</summary>
    public bool IsPromised { get; private set; }

    /// <summary>What is open of it is not late while it is in dispute, or under an arrangement.</summary>
    public bool IsLate => !IsPaid && !IsPromised && Statement.Bill.DueOn < clock.Today
        && Statement.StillOpen > Disputes.Select(d => d.Open).Sum();

    /// <summary>The city charges a fee for some way of paying.</summary>
    public bool HasFees { get; private set; }

    /// <summary>The reader may pay the account, not only see it.</summary>
    public bool MayPay { get; private set; }

    /// <summary>Charges of it that are in dispute now.</summary>
    public IReadOnlyList<StandingDispute> Disputes { get; private set; } = [];

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
        await LookBesideAsync(statement.Bill.CustomerAccountId, ct);
        return Page();
    }

    /// <summary>What few accounts have is asked for only where one question says that it is there.</summary>
    private async Task LookBesideAsync(Guid accountId, CancellationToken ct)
    {
        var (payable, fees) = (db.PayableBy(User.Id()), db.RulesBy(MoneyRuleKind.PaymentFees, clock.Today));
        var beside = await db.CustomerAccounts.Where(a => a.Id == accountId).Select(a => new
        {
            MayPay = payable.Any(p => p.Id == a.Id),
            Fees = fees.Select(r => r.Document).FirstOrDefault(),
            IsMoneyMoving = db.PaymentAttemptShares.Any(
                s => s.CustomerAccountId == a.Id && (s.IsLive || s.IsInFlight)),
            HasAutopay = db.AutopayEnrollments.Any(
                e => e.CustomerAccountId == a.Id && e.State != AutopayState.Ended),
            HasArrangement = db.Set<PaymentArrangement>().Any(
                g => g.CustomerAccountId == a.Id && g.State == ArrangementState.Active),
            HasDispute = db.OpenItems.Any(i => i.CustomerAccountId == a.Id && i.IsDisputed),
        }).SingleAsync(ct);
        MayPay = beside.MayPay;
        HasFees = beside.Fees is { } rule && MoneyRules.Read<PaymentFeeRules>(rule).IsCharged;
        InProgress = beside.IsMoneyMoving
            ? (await db.InProgressAsync([accountId], ct)).GetValueOrDefault(accountId)
            : null;
        if (beside.HasArrangement || beside.HasDispute)
        {
            Asking = (await AccountAsking.OfAsync(db, [accountId], clock.Today, ct))[accountId];
        }

        IsPromised = beside.HasArrangement && await db.Set<PaymentArrangement>().AnyAsync(
            g => g.CustomerAccountId == accountId && g.State == ArrangementState.Active
                && g.Items.Any(c => db.OpenItems.Any(
                    i => i.Id == c.OpenItemId && i.BillId == Statement.Bill.Id && i.Open > Usd.Zero)), ct);
        Autopay = beside.HasAutopay && !Statement.HasNewer
            ? await NextDraft.OfAsync(db, accountId, clock, ct)
            : null;
        Disputes = beside.HasDispute
            ? await StandingDispute.OfBillAsync(db, Statement.Bill.Id, User.Id(), ct)
            : [];
    }
}
