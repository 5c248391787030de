using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Wallet;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Autopay;

/// <summary>Turning autopay on or changing it, step 2: the words that are agreed to.</summary>
public sealed class AgreeModel(
    PortalDbContext db, EnrollInAutopay enroll, CityProfile city, BusinessClock clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "method")]
    public Guid MethodId { get; set; }

    [BindProperty(SupportsGet = true)]
    public AutopayRule Rule { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Day { get; set; }

    /// <summary>In cents.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Cap { get; set; }

    [BindProperty]
    public Agreement Input { get; set; } = new();

    public CustomerAccount Account { get; private set; } = null!;

    public SavedMethod Method { get; private set; } = null!;

    public string ConsentWords { get; private set; } = "";

    /// <summary>The bill that is open, and whether it will be taken.</summary>
    public OpenAtAgreeing? Open { get; private set; }

    /// <summary>A part of what is owed is under an arrangement.</summary>
    public bool HasArrangement { get; private set; }

    /// <summary>The city charges a fee for some way of paying, and none for this.</summary>
    public bool OthersCost { get; private set; }

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? AutopayDone { get; set; }

    public AutopayTerms Terms => new(MethodId, Rule, Day, Cap is { } cents ? new Usd(cents) : null);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        var request = new EnrollInAutopay.Request(
            Input.OperationId, User.Id(), id, Terms, Input.Agree, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
            HttpContext.NetworkAddress());
        if (await enroll.RunAsync(request, ct) is Outcome<AutopayEnrollment>.Refused(var refusal))
        {
            ModelState.AddModelError(refusal.Key == "Autopay_NotAgreed" ? "Input.Agree" : "", refusal.Reason);
            return Page();
        }

        AutopayDone = "Autopay_Agreed";
        return RedirectToPage("Index", new { id });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        var account = await db.PayableBy(User.Id()).AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct);
        var method = await db.MethodsOf(User.Id()).AsNoTracking().SingleOrDefaultAsync(m => m.Id == MethodId, ct);
        if (account is null || method is null || !Enum.IsDefined(Rule) || Terms.WhyNot() is not null) { return false; }

        (Account, Method) = (account, method);
        ConsentWords = Terms.Words(
            CultureInfo.CurrentUICulture, Named.Of(method), account.MaskedNumber, city.City);
        OthersCost = await db.PaymentFeesOnAsync(clock.Today, ct) is not null;
        HasArrangement = await db.HasArrangementAsync(id, ct);
        Open = await OpenAtAgreeing.OfAsync(db, id, Terms, method, clock.Today, ct);
        return true;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Agreement
    {
        public Guid OperationId { get; set; }

        public bool Agree { get; set; }
    }
}
