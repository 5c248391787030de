using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Flags;
using Portal.Core.Accounts.Notes;
using Portal.Core.Accounts.Record;
using Portal.Core.Billing.Budget;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Records;
using Portal.Core.Requests;
using Portal.Core.SecurityDeposits;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>All that happened on one account. Every look is recorded first, with the reason given for it.</summary>
public sealed class AccountModel(PortalDbContext db, RecordCustomerView recordView, BusinessClock clock) : PageModel
{
    /// <summary>More rows than any account has.</summary>
    private const int Most = 1000;

    private const int NotesShown = 3;

    /// <summary>Every bill and payment rather than the latest.</summary>
    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    public AccountRecord Account { get; private set; } = null!;

    public AccountAging Aging { get; private set; } = null!;

    public AccountMoney Money { get; private set; } = null!;

    public AccountTrail Trail { get; private set; } = null!;

    public AccountAdjustments Adjustments { get; private set; } = null!;

    /// <summary>What an act just did, by the key of its sentence.</summary>
    [TempData]
    public string? Done { get; set; }

    public bool MayAdjust => User.May(Can.AdjustAccounts);

    public bool MayRefund => User.May(Can.RequestRefunds);

    public bool MayKeepDeposits => User.May(Can.KeepDeposits);

    public bool MayMove => User.May(Can.MoveCustomers);

    /// <summary>Of its budget billing; null when it has none.</summary>
    public BudgetEnrollmentState? Budget { get; private set; }

    /// <summary>What it owed is paid later, as agreed.</summary>
    public bool HasArrangement { get; private set; }

    /// <summary>Late by bills, or by what was agreed instead.</summary>
    public Usd PastDue { get; private set; }

    /// <summary>What was asked about it, the latest first.</summary>
    public IReadOnlyList<RequestList.Row> Requests { get; private set; } = [];

    public AccountFlags Flags { get; private set; } = null!;

    /// <summary>The latest, and the one on top.</summary>
    public AccountNotes Notes { get; private set; } = null!;

    /// <summary>What is open, the latest reads, what was agreed to.</summary>
    public AccountWhole Whole { get; private set; } = null!;

    public DocumentList Documents { get; private set; } = null!;

    public AccountDeposits Deposits { get; private set; } = null!;

    /// <summary>Why this look is recorded.</summary>
    public string Reason { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is null) { return NotFound(); }

        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        switch (await recordView.RunAsync(new(User.Id(), id, Request.Path, address), ct))
        {
            case Outcome<CustomerView>.Done(var view):
                Reason = view.Reason;
                await LoadAsync(id, ct);
                return Page();
            case Outcome<CustomerView>.Refused:
                return RedirectToPage("Why", new { id });
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task LoadAsync(Guid id, CancellationToken ct)
    {
        Account = (await AccountRecord.OfAsync(db, id, ct))!;
        Aging = await AccountAging.OfAsync(db, id, clock.Today, ct);
        Money = await AccountMoney.OfAsync(db, id, All ? Most : AccountMoney.Shown, ct);
        Trail = await AccountTrail.OfAsync(db, id, ct);
        Adjustments = await AccountAdjustments.OfAsync(db, id, ct);
        Budget = await db.Set<BudgetEnrollment>()
            .Where(e => e.CustomerAccountId == id && e.State != BudgetEnrollmentState.Ended)
            .Select(e => (BudgetEnrollmentState?)e.State).SingleOrDefaultAsync(ct);
        Whole = await AccountWhole.OfAsync(db, id, Account.Served.Select(s => s.Point.Id), clock, ct);
        Documents = await DocumentList.OfAsync(db, new(null, null, null, null, null, id), 1, ct);
        Flags = await AccountFlags.OfAsync(db, id, clock.Today, ct);
        Notes = await AccountNotes.OfAsync(db, id, 1, NotesShown, ct);
        Deposits = await AccountDeposits.OfAsync(db, id, ct);
        HasArrangement = await db.HasArrangementAsync(id, ct);
        PastDue = HasArrangement ? await db.PastDueAsync(id, clock.Today, ct) : Aging.PastDue;
        Requests = await RequestList.OfAccountAsync(db, id, ct);
    }
}
