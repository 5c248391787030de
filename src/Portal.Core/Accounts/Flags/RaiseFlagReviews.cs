using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Core.Accounts.Flags;

/// <summary>
/// Every morning: puts before the office each flag whose day of review has come. One task for each flag and day. Safe
/// to run twice.
/// </summary>
public sealed class RaiseFlagReviews(PortalDbContext db, RaiseOfficeTask raise, BusinessClock clock)
{
    /// <summary>Kind of the office's task.</summary>
    public const string Kind = "flag_review";

    /// <summary>The oldest that have no task yet; the rest come the day after.</summary>
    public const int Most = 500;

    /// <returns>New tasks.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var today = clock.Today;
        var due = await (
            from flag in db.Set<AccountFlag>().AsNoTracking()
            join owner in db.Users on flag.OwnerId equals owner.Id
            where flag.LiftedAt == null && flag.ReviewOn <= today
                && !db.OfficeTasks.Any(t => t.Kind == Kind && t.CustomerAccountId == flag.CustomerAccountId
                    && t.DoneAt == null && t.DedupeKey.StartsWith(Kind + ":" + flag.Id.ToString() + ":"))
            orderby flag.ReviewOn, flag.Id
            select new { flag, owner.DisplayName }).Take(Most).ToListAsync(ct);
        var raised = 0;
        foreach (var row in due)
        {
            raised += await raise.RunAsync(
                new(
                    Kind, $"{Kind}:{row.flag.Id}:{row.flag.ReviewOn.DayNumber}",
                    $"{Named(row.flag.Kind)}: {row.flag.Reason} Ask {row.DisplayName}.")
                {
                    CustomerAccountId = row.flag.CustomerAccountId,
                },
                ct) ? 1 : 0;
        }

        return raised;
    }

    private static string Named(FlagKind kind) => kind switch
    {
        FlagKind.Medical => "Medical need",
        FlagKind.Bankruptcy => "Bankruptcy",
        FlagKind.DoNotContact => "Do not contact",
        FlagKind.Sensitive => "Sensitive account",
        _ => throw new InvalidOperationException($"Unknown flag {kind}."),
    };
}
