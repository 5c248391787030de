using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Checks;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Checks;

/// <summary>One check with its life, and what may be done to it now.</summary>
public sealed class CheckModel(
    PortalDbContext db, CheckDesk desk, RecordCustomerView recordView, Words<RefundsBook> words) : PageModel
{
    [BindProperty]
    public CheckAct? Act { get; set; }

    /// <summary>Why, or the bank's reference, or what its statement says it paid.</summary>
    [BindProperty]
    public string? Note { get; set; }

    [TempData]
    public string? CheckDone { get; set; }

    public CheckRegister.Record Record { get; private set; } = null!;

    public IReadOnlyList<Choice> Acts =>
    [
        .. CheckDesk.ActsOf(Record.Check.State)
            .Select(a => new Choice($"{a}", words[$"Act_{a}"], words[$"Act_{a}_Hint"])),
    ];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await CheckRegister.OneAsync(db, id, ct) is not { } record) { return NotFound(); }

        Record = record;
        await recordView.RunAsync(
            new(User.Id(), record.Refund.CustomerAccountId, Request.Path,
                HttpContext.Connection.RemoteIpAddress?.ToString())
            {
                Reason = "other", Words = record.Refund.Reference,
            },
            ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (await OnGetAsync(id, ct) is NotFoundResult missing) { return missing; }

        if (Act is not { } act || !Enum.IsDefined(act) || ReadPaid(act) is not Outcome<Core.Money.Usd>.Done(var paid))
        {
            var isActMissing = Act is null || !Enum.IsDefined(Act.Value);
            ModelState.AddModelError(
                isActMissing ? nameof(Act) : nameof(Note),
                words[isActMissing ? "Check_ActMissing" : "Check_PaidMissing"]);
            return Page();
        }

        if (await desk.DoAsync(id, act, Note, paid, Actor.Staff(User.Id()), ct) is Outcome<BankCheck>.Refused(var no))
        {
            db.ChangeTracker.Clear();
            ModelState.AddModelError(
                no.Key is "Check_WhyMissing" or "Check_ReferenceMissing" or "Check_OtherAmount" ? nameof(Note) : "",
                no.Reason);
            return Page();
        }

        CheckDone = $"{act}";
        return RedirectToPage(new { id });
    }

    private Outcome<Core.Money.Usd> ReadPaid(CheckAct act) =>
        act == CheckAct.Clear ? Core.Money.TypedAmount.Read(Note) : Core.Money.Usd.Zero;
}
