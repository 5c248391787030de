using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Rates.Draft;

/// <summary>Takes a rate file, says all that is wrong with it by line, or makes drafts of what is new in it.</summary>
[RequestSizeLimit(LargestFile)]
public sealed class ImportModel(DraftRates draftRates, Words<RatesBook> words) : PageModel
{
    private const int LargestFile = 4 * 1024 * 1024;

    [BindProperty]
    public string? Json { get; set; }

    [BindProperty]
    public IFormFile? Upload { get; set; }

    public IReadOnlyList<RateFault> Faults { get; private set; } = [];

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Upload is not null)
        {
            using var reader = new StreamReader(Upload.OpenReadStream());
            Json = await reader.ReadToEndAsync(ct);
            ModelState.Remove(nameof(Json));
        }

        Faults = RateDocument.Check(Json ?? "").Faults;
        if (Faults.Count > 0)
        {
            ModelState.AddModelError(nameof(Json), words["Faults_Count", Faults.Count]);
            return Page();
        }

        return Answer(await draftRates.RunAsync(new(Json, null, Actor.Staff(User.Id())), ct));
    }

    private IActionResult Answer(Outcome<IReadOnlyList<RateVersion>> outcome)
    {
        switch (outcome)
        {
            case Outcome<IReadOnlyList<RateVersion>>.Done({ Count: 0 }):
                ModelState.AddModelError("", words["Import_Nothing"]);
                return Page();
            case Outcome<IReadOnlyList<RateVersion>>.Done(var drafts):
                return Redirect(
                    drafts.Count == 1 ? $"/office/billing/rates/{drafts[0].Id}" : "/office/billing/rates");
            case Outcome<IReadOnlyList<RateVersion>>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
