using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Relief;
using Portal.Core.Requests;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Requests;

/// <summary>Asks for help from the relief fund.</summary>
public sealed class AssistanceModel(PortalDbContext db, AskAssistance ask, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Wish Input { get; set; } = new();

    public CustomerAccount Account { get; private set; } = null!;

    /// <summary>The fund's name.</summary>
    public string Fund { get; private set; } = "";

    public Usd Open { get; private set; }

    public Refusal? WhyNot { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        var outcome = await ask.RunAsync(new(Input.OperationId, User.Id(), id, Input.Words), ct);
        if (outcome is Outcome<CustomerRequest>.Done(var request))
        {
            TempData["RequestDone"] = "Sent";
            return RedirectToPage("Request", new { request.Id });
        }

        db.ChangeTracker.Clear();
        ModelState.AddReasons(((Outcome<CustomerRequest>.Refused)outcome).Refusal);
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.ManagedBy(User.Id()).AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } account)
        {
            return false;
        }

        Account = account;
        WhyNot = await AskAssistance.WhyNotAsync(db, id, clock.Today, ct);
        Open = await db.OpenForReliefAsync(id, ct);
        var rules = await db.RulesOnAsync<ReliefRules>(MoneyRuleKind.ReliefFund, clock.Today, ct);
        Fund = rules?.Name.In(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName) ?? "";
        return true;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Wish
    {
        public Guid OperationId { get; set; }

        public string? Words { get; set; }
    }
}
