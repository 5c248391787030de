using Microsoft.AspNetCore.Mvc;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Core.Staff.Team;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Team;

/// <summary>One colleague: what they may do and what was changed; other roles, suspension, second look.</summary>
public sealed class PersonModel(
    PortalDbContext db, GiveRole giveRole, SuspendStaff suspend, LookAtChange look, Words<TeamBook> words)
    : TeamPage(db, words)
{
    [BindProperty]
    public Guid Operation { get; set; }

    [BindProperty]
    public StaffRole Role { get; set; }

    /// <summary>Further roles.</summary>
    [BindProperty]
    public List<StaffRole> Also { get; set; } = [];

    [BindProperty]
    public string? Why { get; set; }

    /// <summary>The change that gets its second look.</summary>
    [BindProperty]
    public Guid Change { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    public TeamList.Row Person { get; private set; } = null!;

    public IReadOnlyList<StaffHistory> History { get; private set; } = [];

    /// <summary>What they may do by all of their roles.</summary>
    public IReadOnlyList<string> Held => StaffRoles.HeldBy(Person.Roles);

    public bool IsMe => Person.UserId == User.Id();

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await ShowAsync(id, ct) is NotFoundResult none) { return none; }

        (Role, Also) = (Person.Roles[0], [.. Person.Roles.Skip(1)]);
        return Page();
    }

    public async Task<IActionResult> OnPostRoleAsync(Guid id, CancellationToken ct)
    {
        var outcome = await giveRole.RunAsync(new(Operation, id, Role, Also, Why, Me), ct);
        var done = outcome is Core.Common.Outcome<StaffChange>.Done({ NeedsLook: true }) ? "Asked" : "Role";
        return await AnswerAsync(outcome, done, () => ShowAsync(id, ct), nameof(Why));
    }

    public async Task<IActionResult> OnPostSuspendAsync(Guid id, CancellationToken ct) => await AnswerAsync(
        await suspend.RunAsync(new(Operation, id, Suspend: true, Why, Me), ct), "Suspended",
        () => ShowAsync(id, ct), nameof(Why));

    public async Task<IActionResult> OnPostRestoreAsync(Guid id, CancellationToken ct) => await AnswerAsync(
        await suspend.RunAsync(new(Operation, id, Suspend: false, Why, Me), ct), "Restored",
        () => ShowAsync(id, ct), nameof(Why));

    public async Task<IActionResult> OnPostAgreeAsync(Guid id, CancellationToken ct) => await AnswerAsync(
        await look.RunAsync(new(Change, Agree: true, Note, Me), ct), "Agreed", () => ShowAsync(id, ct), nameof(Note));

    public async Task<IActionResult> OnPostRefuseAsync(Guid id, CancellationToken ct) => await AnswerAsync(
        await look.RunAsync(new(Change, Agree: false, Note, Me), ct), "Refused", () => ShowAsync(id, ct),
        nameof(Note));

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await TeamList.OneAsync(Db, id, ct) is not { } person) { return NotFound(); }

        Person = person;
        History = await StaffHistory.OfAsync(Db, id, ct);
        if (Operation == Guid.Empty) { Operation = Guid.CreateVersion7(); }

        return Page();
    }
}
