using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Relief;
using Portal.Web.Pages.Pay;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Pay;

/// <summary>Step 1 of paying: which accounts, how much for each.</summary>
public sealed class IndexModel(
    PortalDbContext db, PayOrders orders, Words<PayBook> words, BusinessClock clock) : PageModel
{
    public IReadOnlyList<PayableAccount> Accounts { get; private set; } = [];

    /// <summary>What is promised on these accounts already.</summary>
    public IReadOnlyList<DraftAhead> Standing { get; private set; } = [];

    [BindProperty]
    public List<AmountInput> Input { get; set; } = [];

    [BindProperty]
    public GiftInput Gift { get; set; } = new();

    public BusinessClock Clock => clock;

    [BindProperty]
    public MeansInput Means { get; set; } = new();

    /// <summary>Null where every way of paying is free.</summary>
    public PaymentFeeRules? Fees { get; private set; }

    /// <summary>Null where the city takes no gifts.</summary>
    public ReliefRules? Relief { get; private set; }

    /// <summary>A checkout that this person has open and not finished.</summary>
    public PaymentAttemptQueries.LiveCheckout? Unfinished =>
        Accounts.Select(a => a.Live).FirstOrDefault(
            l => l is { IsDraft: false } && l.UserId == User.Id() && l.ExpiresAt > clock.Now);

    /// <summary>All that the unfinished checkout is for, perhaps several accounts.</summary>
    public Usd UnfinishedAmount =>
        Accounts.Where(a => a.Live?.AttemptId == Unfinished?.AttemptId).Select(a => a.Live?.Amount ?? Usd.Zero).Sum();

    /// <param name="account">The account that "Pay" was pressed for.</param>
    /// <param name="amount">Cents to fill in for that account: a payment that was agreed.</param>
    /// <param name="order">An order to change.</param>
    public async Task<IActionResult> OnGetAsync(Guid? account, long? amount, string? order, CancellationToken ct)
    {
        await LoadAsync(ct);
        if (account is not null && Accounts.All(a => a.Id != account)) { return NotFound(); }

        var before = orders.Open(order, User.Id());
        Input = [.. Accounts.Select(a => AmountInput.For(
            a, ShareOf(before, a) ?? (a.Id == account ? Asked(amount) : null), IsChosen(a, account, before)))];
        Gift = GiftInput.For(before?.Gift ?? Usd.Zero, before?.Payment ?? Usd.Zero);
        Means = new() { How = before?.Means };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        var shares = ReadShares();
        var nothing = new Refusal("Pay_NothingChosen").Reason;
        if (ModelState.IsValid && shares.Count == 0) { ModelState.AddModelError("Input[0].Chosen", nothing); }

        var payment = shares.Select(s => s.Amount).Sum();
        var gift = Gift.Read(Relief, payment, ModelState);
        var (means, fee) = Means.Read(Fees, payment, ModelState, words);
        if (!ModelState.IsValid) { return Page(); }

        var order = new PayOrder(Guid.CreateVersion7(), User.Id(), shares, await EmailAsync(ct))
        {
            Gift = gift, Means = means, Fee = fee,
        };
        return RedirectToPage("Check", new { order = orders.Seal(order) });
    }

    /// <summary>What is paid on each account; what is wrong goes to its field.</summary>
    private List<StartPayment.Share> ReadShares()
    {
        var shares = new List<StartPayment.Share>();
        // What was posted about accounts that are not theirs is dropped here.
        Input = [.. Accounts.Select(a => Input.Find(x => x.Id == a.Id) ?? new AmountInput { Id = a.Id })];
        foreach (var (account, input, place) in Accounts.Zip(Input, Enumerable.Range(0, Accounts.Count)))
        {
            // One account needs no box to tick.
            if (!input.Chosen && Accounts.Count > 1) { continue; }
            if (AmountOf(account, input, $"Input[{place}].Other") is { } amount)
            {
                shares.Add(new(account.Id, amount, account.Due));
            }
        }

        return shares;
    }

    private Task<string?> EmailAsync(CancellationToken ct)
    {
        return db.Users.Where(u => u.Id == User.Id()).Select(u => u.Email).SingleOrDefaultAsync(ct);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Fees = await db.PaymentFeesOnAsync(clock.Today, ct);
        Relief = await db.RulesOnAsync<ReliefRules>(MoneyRuleKind.ReliefFund, clock.Today, ct);
        Accounts = await PayableAccount.ForAsync(db, db.PayableBy(User.Id()), clock.Today, ct);
        Standing = await DraftAhead.OfPayerAsync(db, User.Id(), clock, ct);
    }

    private static Usd? ShareOf(PayOrder? order, PayableAccount account) =>
        order?.Shares.SingleOrDefault(s => s.CustomerAccountId == account.Id)?.Amount;

    private static Usd? Asked(long? cents) =>
        cents is > 0 && cents <= Usd.LargestPayment.Cents ? new(cents.Value) : null;

    private static bool IsChosen(PayableAccount account, Guid? asked, PayOrder? before) =>
        before is not null ? ShareOf(before, account) is not null
        : asked is not null ? asked == account.Id
        : account.AskedNow.IsPositive;

    private Usd? AmountOf(PayableAccount account, AmountInput input, string field)
    {
        var read = input.Read(account);
        if (read is Outcome<Usd>.Refused(var refusal)) { ModelState.AddModelError(field, refusal.Reason); }

        return read is Outcome<Usd>.Done(var amount) ? amount : null;
    }
}
