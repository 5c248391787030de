using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Access;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.My;

/// <summary>Links accounts to the sign-in by number and PIN, and ends links.</summary>
public sealed class LinkModel(
    PortalDbContext db, LinkAccount linkAccount, EndAccess endAccess, Words<MyBook> words)
    : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>True right after registering.</summary>
    [FromQuery]
    public bool Welcome { get; set; }

    public IReadOnlyList<Linked> Accounts { get; private set; } = [];

    [TempData]
    public string? Done { get; set; }

    public sealed record Fields
    {
        public string? AccountNumber { get; init; }

        public string? Pin { get; init; }
    }

    /// <param name="Id">The account's.</param>
    /// <param name="MaskedNumber">As a shared screen may show it.</param>
    /// <param name="Place">The premise's street line.</param>
    public sealed record Linked(Guid Id, string MaskedNumber, string Place);

    public Task OnGetAsync(CancellationToken ct) => ReadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await ReadAsync(ct);
        if (string.IsNullOrWhiteSpace(Input.AccountNumber))
        {
            ModelState.AddModelError("Input.AccountNumber", words["Link_NumberMissing"]);
        }
        this.Need("Input.Pin", Input.Pin, words["Link_PinMissing"]);
        if (!ModelState.IsValid) { return Page(); }

        var request =
            new LinkAccount.Request(User.Id(), Input.AccountNumber!, Input.Pin!, HttpContext.NetworkAddress());
        switch (await linkAccount.RunAsync(request, ct))
        {
            case Outcome<Guid>.Done:
                Done = "Link_Done";
                return RedirectToPage();
            case Outcome<Guid>.Refused(var refusal):
                return this.Refuse(refusal, "Input.AccountNumber");
            default:
                throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    public async Task<IActionResult> OnPostUnlinkAsync(Guid account, CancellationToken ct)
    {
        switch (await endAccess.RunAsync(new(User.WhoAsks(), account, LinkId: null), ct))
        {
            case Outcome<bool>.Done:
                Done = "Link_Ended";
                return RedirectToPage();
            case Outcome<bool>.Refused({ Key: "Access_NotYours" }):
                return NotFound();
            case Outcome<bool>.Refused(var refusal):
                await ReadAsync(ct);
                return this.Refuse(refusal);
            default:
                throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task ReadAsync(CancellationToken ct) => Accounts = (await (
        from account in db.VisibleTo(User.Id())
        join premise in db.Premises on account.PremiseId equals premise.Id
        orderby premise.Line1, account.Number
        select new { account.Id, account.Number, premise.Line1 }).ToListAsync(ct))
        .ConvertAll(a => new Linked(a.Id, CustomerAccount.Mask(a.Number), a.Line1));
}
