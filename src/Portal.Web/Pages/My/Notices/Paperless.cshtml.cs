using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Portal.Core.Accounts.Notices;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Notices;

/// <summary>Bills by e-mail alone: what that means, a test mail, and the agreement.</summary>
public sealed class PaperlessModel(
    PortalDbContext db, AgreeToPaperless agree, CityProfile city, Words<PersonBook> words) : NoticesPage(db)
{
    /// <summary>What E-SIGN asks to be said before (15 USC 7001(c)(1)(B)).</summary>
    public static readonly IReadOnlyList<string> Sentences =
    [
        "Paperless_Means", "Paperless_Paper", "Paperless_Withdraw", "Paperless_Needs", "Paperless_Address",
        "Paperless_ShutOff",
    ];

    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>The secret of the test mail's link.</summary>
    [FromQuery]
    public string? Key { get; set; }

    /// <summary>The test mail was opened.</summary>
    public bool IsTested { get; private set; }

    /// <summary>Where the test was just mailed.</summary>
    [TempData]
    public string? MailedTo { get; set; }

    [TempData]
    public string? NoticeDone { get; set; }

    public sealed record Fields
    {
        public bool Agree { get; init; }
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await ReadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostTestAsync(Guid id, CancellationToken ct)
    {
        if (!await ReadAsync(id, ct)) { return NotFound(); }

        var outcome = await agree.SendTestAsync(User.Id(), id, ct);
        if (outcome is Outcome<string>.Refused(var refusal)) { return this.Refuse(refusal); }

        MailedTo = ((Outcome<string>.Done)outcome).Value;
        return RedirectToPage(new { id });
    }

    public async Task<IActionResult> OnPostOpenedAsync(Guid id, CancellationToken ct)
    {
        if (!await ReadAsync(id, ct)) { return NotFound(); }

        return await agree.OpenTestAsync(User.Id(), id, Key, ct) is Outcome<bool>.Refused(var refusal)
            ? this.Refuse(refusal)
            : RedirectToPage(new { id, Key = (string?)null });
    }

    public async Task<IActionResult> OnPostAgreeAsync(Guid id, CancellationToken ct)
    {
        if (!await ReadAsync(id, ct)) { return NotFound(); }

        if (!Input.Agree) { return this.Refuse(new Refusal("Notice_NotAgreed"), "Input.Agree"); }

        var said = string.Join(' ', Sentences.Select(s => words[s, city.Phone]).Append(words["Paperless_Agree"]));
        var outcome = await agree.RunAsync(
            User.Id(), id, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, said, HttpContext.NetworkAddress(),
            ct);
        if (outcome is Outcome<bool>.Refused(var refusal)) { return this.Refuse(refusal); }

        NoticeDone = "Paperless_Done";
        return RedirectToPage("Index", new { id });
    }

    private async Task<bool> ReadAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return false; }

        IsTested = MayManage && await agree.OpenedAsync(User.Id(), id, ct) is not null;
        return true;
    }
}
