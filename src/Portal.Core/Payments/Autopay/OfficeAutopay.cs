using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// What the office sees of an account's autopay and scheduled payments: brand and last four of what they are paid with,
/// each draft and what happened to it.
/// </summary>
/// <param name="PayerName">Who enrolled.</param>
/// <param name="Method">Of the enrollment that stands.</param>
public sealed record OfficeAutopay(
    NextDraft? Next, string? PayerName, SavedMethod? Method, IReadOnlyList<OfficeAutopay.Row> Drafts)
{
    private const int Shown = 24;

    public static async Task<OfficeAutopay> OfAsync(
        PortalDbContext db, Guid customerAccountId, BusinessClock clock, CancellationToken ct)
    {
        var next = await NextDraft.OfAsync(db, customerAccountId, clock, ct);
        var rows = await (
            from draft in db.Drafts
            join enrollment in db.AutopayEnrollments on draft.EnrollmentId equals enrollment.Id into enrollments
            from enrollment in enrollments.DefaultIfEmpty()
            join method in db.SavedMethods on draft.MethodId ?? enrollment.MethodId equals method.Id into methods
            from method in methods.DefaultIfEmpty()
            where draft.CustomerAccountId == customerAccountId
            orderby draft.PlannedOn descending, draft.CreatedAt descending
            select new { draft, method }).Take(Shown).AsNoTracking().ToListAsync(ct);
        var ids = rows.Select(r => r.draft.Id).ToArray();
        var history = (await db.DraftHistories.Where(h => ids.Contains(h.DraftId)).AsNoTracking().ToListAsync(ct))
            .ToLookup(h => h.DraftId);
        return new(
            next,
            next is null ? null : await db.Users.Where(u => u.Id == next.Autopay.UserId).Select(u => u.DisplayName)
                .SingleAsync(ct),
            next is null ? null : await db.SavedMethods.AsNoTracking()
                .SingleAsync(m => m.Id == next.Autopay.MethodId, ct),
            [.. rows.Select(r => new Row(r.draft, r.method, [.. history[r.draft.Id].OrderBy(h => h.No)]))]);
    }

    /// <summary>A draft with its history, oldest first.</summary>
    public sealed record Row(Draft Draft, SavedMethod? Method, IReadOnlyList<DraftHistory> History);
}
