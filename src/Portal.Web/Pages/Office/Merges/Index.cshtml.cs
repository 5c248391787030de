using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Flags;
using Portal.Core.Accounts.Merging;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Merges;

/// <summary>Merges of customers that wait for a second person, and those that were decided lately.</summary>
public sealed class IndexModel(
    PortalDbContext db, DecideMerge decide, UndoMerge undo, RecordListedCustomers listed, BusinessClock clock)
    : PageModel
{
    private const int Shown = 50;

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? MergeDone { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public StaffNames Names { get; private set; } = null!;

    public DateTimeOffset Now => clock.Now;

    public string Me => Actor.Staff(User.Id()).Name;

    public sealed record Row(CustomerMerge Merge, string Kept, string Merged, IReadOnlyList<string> Numbers)
    {
        public IReadOnlyList<ApprovalInbox.Paper> Papers { get; init; } = [];
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var merges = await (
            from merge in db.Set<CustomerMerge>().AsNoTracking()
            join kept in db.Customers on merge.KeptId equals kept.Id
            join gone in db.Customers on merge.MergedId equals gone.Id
            orderby merge.State == MergeState.Asked descending, merge.AskedAt descending
            select new { merge, Kept = kept.Name, Gone = gone.Name }).Take(Shown).ToListAsync(ct);
        Names = await StaffNames.OfAsync(
            db, merges.SelectMany(m => new[] { m.merge.AskedBy, m.merge.DecidedBy, m.merge.UndoneBy }).OfType<string>(),
            [], ct);
        var numbers = await NumbersAsync([.. merges.Select(m => m.merge)], ct);
        var papers = await ApprovalPapers.OfMergesAsync(db, merges.Select(m => m.merge.Id), ct);
        Rows =
        [
            .. merges.Select(m => new Row(m.merge, m.Kept, m.Gone, [.. numbers[m.merge.Id]])
            {
                Papers = papers.GetValueOrDefault(m.merge.Id, []),
            }),
        ];
    }

    /// <summary>Of the accounts that go, or went; that they were shown is recorded.</summary>
    private async Task<ILookup<Guid, string>> NumbersAsync(IReadOnlyList<CustomerMerge> merges, CancellationToken ct)
    {
        Guid[] customers = [.. merges.SelectMany(m => new[] { m.KeptId, m.MergedId }).Distinct()];
        Guid[] ids = [.. merges.Select(m => m.Id)];
        var accounts = await db.CustomerAccounts.Where(a => customers.Contains(a.CustomerId))
            .Select(a => new { a.Id, a.CustomerId, a.Number }).ToListAsync(ct);
        var moved = await db.Set<CustomerMergeAccount>().Where(a => ids.Contains(a.MergeId)).ToListAsync(ct);
        await listed.RunAsync(
            new(User.Id(), accounts.Select(a => a.Id), Request.Path,
                HttpContext.Connection.RemoteIpAddress?.ToString()), ct);
        return (
            from merge in merges
            from account in accounts
            where merge.State == MergeState.Asked
                ? account.CustomerId == merge.MergedId
                : moved.Any(m => m.MergeId == merge.Id && m.CustomerAccountId == account.Id)
            select (merge.Id, account.Number)).ToLookup(x => x.Id, x => x.Number);
    }

    public async Task<IActionResult> OnPostDecideAsync(Guid merge, bool yes, CancellationToken ct) =>
        await AnswerAsync(
            yes ? "Merge_Done" : "Merge_Declined",
            await decide.RunAsync(new(merge, yes, Actor.Staff(User.Id())), ct), ct);

    public async Task<IActionResult> OnPostUndoAsync(Guid merge, string? why, CancellationToken ct) =>
        await AnswerAsync("Merge_Undone", await undo.RunAsync(new(merge, why, Actor.Staff(User.Id())), ct), ct);

    private async Task<IActionResult> AnswerAsync(string done, Outcome<CustomerMerge> outcome, CancellationToken ct)
    {
        if (outcome is Outcome<CustomerMerge>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            foreach (var why in refusal.All) { ModelState.AddModelError("", why.Reason); }
            await OnGetAsync(ct);
            return Page();
        }

        MergeDone = done;
        return RedirectToPage();
    }
}
