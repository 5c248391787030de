using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Records;
using Portal.Core.Staff;
using Portal.Web.Pages.My.Requests;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Records;

/// <summary>Keeps a file as a document of an account, or of none.</summary>
[RequestSizeLimit(ReadUploads.LargestForm)]
[TakesFiles(ReadUploads.LargestForm)]
public sealed class KeepModel(PortalDbContext db, KeepDocument keep, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Keeping Input { get; set; } = new();

    /// <summary>The account it is of; null for none.</summary>
    [FromQuery]
    public Guid? Account { get; set; }

    /// <summary>What it is about, where that is more than an account.</summary>
    [FromQuery]
    public DocumentSubject? About { get; set; }

    /// <summary>The id of that.</summary>
    [FromQuery]
    public Guid? Of { get; set; }

    public AccountRecord.Title? Title { get; private set; }

    public IReadOnlyList<RetentionClass> Classes { get; private set; } = [];

    public IEnumerable<SelectListItem> ClassChoices => Classes.Select(c => new SelectListItem(
        c.In(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName), c.Code));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7(), DatedOn = clock.Today };
        return await LoadAsync(ct) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) { return NotFound(); }

        var about = About is { } subject ? new SubjectOfDocument(subject, Of ?? Guid.Empty) : null;
        var file = Input.File is null ? null : (await ReadUploads.RunAsync([Input.File], ct))[0];
        switch (await keep.RunAsync(
            new(Input.OperationId, Account, Input.Class, Input.Title, Input.DatedOn, file, Actor.Staff(User.Id()))
            {
                About = about,
            }, ct))
        {
            case Outcome<KeptDocument>.Done(var document):
                return RedirectToPage("Document", new { document.Id });
            case Outcome<KeptDocument>.Refused(var refusal):
                foreach (var why in refusal.All) { ModelState.AddModelError(FieldOf(why.Key), why.Reason); }
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private static string FieldOf(string refusal) => refusal switch
    {
        "Record_ClassMissing" => "Input.Class",
        "Record_TitleMissing" => "Input.Title",
        "Record_DayMissing" => "Input.DatedOn",
        "Account_NotFound" or "Record_SubjectMissing" => "",
        _ => "Input.File",
    };

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Classes = await db.Set<RetentionClass>().AsNoTracking().OrderBy(c => c.Sort).ToListAsync(ct);
        if (About is { } subject)
        {
            var (of, isThere) = await SubjectOfDocument.AccountAsync(db, new(subject, Of ?? Guid.Empty), ct);
            if (!isThere) { return false; }

            Account = of;
        }

        Title = Account is { } id ? await AccountRecord.TitleOfAsync(db, id, ct) : null;
        return Account is null || Title is not null;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Keeping
    {
        public Guid OperationId { get; set; }

        public string? Class { get; set; }

        public string? Title { get; set; }

        public DateOnly? DatedOn { get; set; }

        public IFormFile? File { get; set; }
    }
}
