using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.Payments.Unidentified;

namespace Portal.Web.Pages.Office.Suspense;

/// <summary>The ways out of suspense, and what its page shows of an item.</summary>
public sealed class SuspenseActs(PortalDbContext db, PutOnAccount put, AssignSuspense assign, EndSuspense end)
{
    public PutOnAccount Put => put;

    public AssignSuspense Assign => assign;

    public EndSuspense End => end;

    public sealed record Shown(
        SuspenseItem Item, SuspenseResolution? Ended, string? Owner, IReadOnlyList<SelectListItem> People);

    /// <returns>Null when there is no such account.</returns>
    public Task<CustomerAccount?> AccountAsync(string? number, CancellationToken ct)
    {
        var typed = number?.Trim() ?? "";
        return db.CustomerAccounts.AsNoTracking().SingleOrDefaultAsync(a => a.Number == typed, ct);
    }

    /// <returns>Null when there is no such item.</returns>
    public async Task<Shown?> ShownAsync(Guid id, CancellationToken ct)
    {
        if (await db.SuspenseItems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is not { } item)
        {
            return null;
        }

        var ended = await db.Set<SuspenseResolution>().AsNoTracking().SingleOrDefaultAsync(r => r.ItemId == id, ct);
        var owner = await (
            from assignment in db.Set<SuspenseAssignment>()
            join user in db.Users on assignment.AssignedTo equals user.Id
            where assignment.ItemId == id
            orderby assignment.AssignedAt descending, assignment.Id descending
            select new { user.Id, user.DisplayName }).FirstOrDefaultAsync(ct);
        var people = await (
            from staff in db.StaffMembers
            join user in db.Users on staff.UserId equals user.Id
            where staff.SuspendedAt == null
            orderby user.DisplayName, user.Id
            select new { user.Id, user.DisplayName }).ToListAsync(ct);
        return new(
            item, ended, owner?.DisplayName,
            [.. people.Select(p => new SelectListItem(p.DisplayName, $"{p.Id}", p.Id == owner?.Id))]);
    }
}

/// <summary>What is filled in on the page of an item.</summary>
public sealed class Placing
{
    public Guid OperationId { get; set; }

    public string? Account { get; set; }

    /// <summary>Cents of the balance that was shown.</summary>
    public long? BalanceSeen { get; set; }

    public string? Note { get; set; }

    public Guid? AssignedTo { get; set; }

    public string? EndNote { get; set; }

    /// <summary>The field that a refusal is about; none for the whole page.</summary>
    public static string FieldOf(string refusal, Placing input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return refusal switch
        {
            "Suspense_AccountUnknown" => "Input.Account",
            "Suspense_NobodyHere" => "Input.AssignedTo",
            "Transfer_NoteMissing" => input.Account is null ? "Input.EndNote" : "Input.Note",
            _ => "",
        };
    }
}
