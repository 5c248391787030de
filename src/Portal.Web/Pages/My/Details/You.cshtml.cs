using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Details;

/// <summary>How the portal greets a person, and in which language.</summary>
public sealed class YouModel(PortalDbContext db, ChangeOwnName change, Words<PersonBook> words) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    [TempData]
    public string? DetailDone { get; set; }

    public IEnumerable<Choice> Choices => [new("en", words["Language_en"]), new("es", words["Language_es"])];

    public sealed record Fields
    {
        public string? Name { get; init; }

        public string? Language { get; init; }
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var userId = User.Id();
        Input = await db.Users.Where(u => u.Id == userId)
            .Select(u => new Fields { Name = u.DisplayName, Language = u.Language }).SingleAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var outcome = await change.RunAsync(new(User.Id(), Input.Name, Input.Language), ct);
        if (outcome is Outcome<bool>.Refused(var refusal))
        {
            return this.Refuse(refusal, refusal.Key == "Language_Unknown" ? "Input.Language" : "Input.Name");
        }

        DetailDone = outcome is Outcome<bool>.Done(true) ? "Detail_Done" : "Detail_Same";
        return RedirectToPage("Index");
    }
}
