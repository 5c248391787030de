using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Exceptions;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>
/// One bill as its customer sees it; the reads of a canceled one can be doubted. Every look is recorded as one at the
/// account is.
/// </summary>
public sealed class BillModel(
    PortalDbContext db, RecordCustomerView recordView, DoubtRead doubt) : PageModel
{
    public BillStatement Statement { get; private set; } = null!;

    /// <summary>Closing reads that may be doubted: of a bill that is canceled and not billed again.</summary>
    public IReadOnlyList<(Guid Id, string Meter, DateOnly On, decimal Reading)> Reads { get; private set; } = [];

    /// <summary>The one that is doubted.</summary>
    [BindProperty]
    public Guid? Read { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    public IEnumerable<SelectListItem> ReadChoices(Func<DateOnly, string> say) => Reads.Select(r => new SelectListItem(
        $"{r.Meter}: {r.Reading.ToString("#,##0.####", CultureInfo.CurrentCulture)} · {say(r.On)}", $"{r.Id}"));

    public async Task<IActionResult> OnGetAsync(Guid id, Guid bill, CancellationToken ct)
    {
        if (await OfficeBill.FindAsync(db, id, bill, ct) is not { } statement) { return NotFound(); }

        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (await recordView.RunAsync(new(User.Id(), id, Request.Path, address), ct) is Outcome<CustomerView>.Refused)
        {
            return RedirectToPage("Why", new { id, bill });
        }

        Statement = statement;
        if (statement is { CanceledAt: not null, ReplacedBy: null } && User.May(Can.KeepReads))
        {
            Reads = await ReadsAsync(bill, ct);
        }

        return Page();
    }

    private async Task<IReadOnlyList<(Guid, string, DateOnly, decimal)>> ReadsAsync(Guid bill, CancellationToken ct) =>
        [.. (await (
            from billed in db.BillReads
            join read in db.MeterReads
                on new { billed.ServicePointId, On = billed.CurrentReadOn }
                equals new { read.ServicePointId, On = read.ReadOn }
            where billed.BillId == bill
            orderby billed.MeterNumber
            select new { read.Id, billed.MeterNumber, read.ReadOn, read.Reading }).ToListAsync(ct))
            .Select(r => (r.Id, r.MeterNumber, r.ReadOn, r.Reading))];

    public async Task<IActionResult> OnPostDoubtAsync(
        Guid id, Guid bill, Guid operation, CancellationToken ct)
    {
        if (await OnGetAsync(id, bill, ct) is not PageResult page) { return RedirectToPage(new { id, bill }); }

        if (Reads.All(r => r.Id != Read)) { return NotFound(); }

        switch (await doubt.RunAsync(new(operation, id, Read!.Value, Note, Actor.Staff(User.Id())), ct))
        {
            case Outcome<ReadException>.Done(var exception):
                return RedirectToPage("/Office/Billing/Reads/Exception", new { id = exception.Id });
            case Outcome<ReadException>.Refused(var refusal):
                ModelState.AddModelError(nameof(Note), refusal.Reason);
                return page;
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}

/// <summary>A bill of any customer, as the office may see it.</summary>
internal static class OfficeBill
{
    /// <summary>Null when the account has no such bill. The PIN is shown by its own page, against a reason.</summary>
    public static async Task<BillStatement?> FindAsync(
        PortalDbContext db, Guid account, Guid bill, CancellationToken ct) =>
        await BillStatement.ForAsync(db, db.CustomerAccounts.Where(a => a.Id == account), bill, ct) is { } statement
            ? statement with { Pin = "••••••" }
            : null;
}
