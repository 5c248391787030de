using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Staff.Team;

namespace Portal.Core.Staff.Reviews;

/// <summary>A review as its page and its file show it.</summary>
public sealed record ReviewRecord(
    AccessReview Review, string OpenedBy, string? ClosedBy, IReadOnlyList<ReviewRecord.Row> Rows)
{
    public int Waiting => Rows.Count(r => r.Item.Answer is null);

    /// <param name="Roles">As they were when the review was opened.</param>
    /// <param name="AnsweredBy">A name; null while nobody has.</param>
    public sealed record Row(
        AccessReviewItem Item, string Name, string Email, IReadOnlyList<StaffRole> Roles, string? AnsweredBy);

    /// <summary>One review; null when there is none of that id.</summary>
    public static async Task<ReviewRecord?> OfAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (await db.Set<AccessReview>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } review)
        {
            return null;
        }

        var names = await TeamList.NamesAsync(db, ct);
        var rows = await (
            from item in db.Set<AccessReviewItem>()
            join user in db.Users on item.UserId equals user.Id
            where item.ReviewId == id
            orderby user.DisplayName, user.Id
            select new { item, user.DisplayName, user.Email }).AsNoTracking().ToListAsync(ct);
        return new(
            review, names.GetValueOrDefault(review.OpenedBy, review.OpenedBy),
            review.ClosedBy is { } closer ? names.GetValueOrDefault(closer, closer) : null,
            [
                .. rows.Select(r => new Row(
                    r.item, r.DisplayName, r.Email!,
                    StaffMember.RolesOf(StaffRoles.OfWord(r.item.Role)!.Value, r.item.Also),
                    r.item.AnsweredBy is { } by ? names.GetValueOrDefault(by, by) : null)),
            ]);
    }

    /// <summary>All reviews, the latest first, with how many people wait in each.</summary>
    public static async Task<IReadOnlyList<(AccessReview Review, int Waiting)>> AllAsync(
        PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return
        [
            .. (await db.Set<AccessReview>().AsNoTracking().OrderByDescending(r => r.QuarterOn)
                .Select(r => new
                {
                    r,
                    Waiting = db.Set<AccessReviewItem>().Count(i => i.ReviewId == r.Id && i.Answer == null),
                }).ToListAsync(ct)).Select(r => (r.r, r.Waiting)),
        ];
    }
}
