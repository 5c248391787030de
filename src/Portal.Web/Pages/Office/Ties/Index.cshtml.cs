using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Core.Staff.Ties;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Ties;

/// <summary>The accounts one keeps away from; who reviews rights sees everybody's and ends them.</summary>
public sealed class IndexModel(PortalDbContext db, DeclareTie declare, EndTie end, Words<TeamBook> words) : PageModel
{
    [BindProperty]
    public Declared Input { get; set; } = new();

    /// <summary>Page of the list.</summary>
    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? TieDone { get; set; }

    public TieList List { get; private set; } = null!;

    /// <summary>The reader declares accounts of their own.</summary>
    public bool MayDeclare => User.May(Can.KeepWork);

    /// <summary>The reader ends those of others.</summary>
    public bool MayEnd => User.May(Can.ReviewAccess);

    public IReadOnlyList<SelectListItem> Kinds =>
        [.. Enum.GetValues<TieKind>().Select(k => new SelectListItem(words[$"Tie_{k}"], $"{k}"))];

    public Task OnGetAsync(CancellationToken ct)
    {
        Input = new() { Operation = Guid.CreateVersion7() };
        return LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostDeclareAsync(CancellationToken ct)
    {
        var outcome = await declare.RunAsync(
            new(Input.Operation, User.Id(), Input.Account, Input.Kind, Input.Why), ct);
        return await AnswerAsync(outcome, "Declared", ct);
    }

    public async Task<IActionResult> OnPostEndAsync(Guid tie, string? why, CancellationToken ct) =>
        await AnswerAsync(await end.RunAsync(new(tie, why, Actor.Staff(User.Id())), ct), "Ended", ct);

    private async Task<IActionResult> AnswerAsync<T>(Outcome<T> outcome, string done, CancellationToken ct)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            ModelState.AddModelError((refusal.Key, done) switch
            {
                ("Tie_AccountUnknown" or "Tie_Stands", _) => "Input.Account",
                ("Tie_KindMissing", _) => "Input.Kind",
                ("Tie_WhyMissing", "Declared") => "Input.Why",
                _ => "",
            }, refusal.Reason);
            if (Input.Operation == Guid.Empty) { Input.Operation = Guid.CreateVersion7(); }

            await LoadAsync(ct);
            return Page();
        }

        TieDone = done;
        return RedirectToPage();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var all = MayEnd || User.May(Can.ReadEverything);
        List = await TieList.OfAsync(db, all ? null : User.Id(), Number, ct);
    }

    /// <summary>What is filled in.</summary>
    public sealed class Declared
    {
        public Guid Operation { get; set; }

        /// <summary>The account's number.</summary>
        public string? Account { get; set; }

        public TieKind? Kind { get; set; }

        public string? Why { get; set; }
    }
}
