using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;

namespace Portal.Core.Billing.Adjustments;

/// <summary>
/// How often an account is credited for one reason in twelve months, by the city's rule. Asked under the account's
/// lock; the table asks again (ck_adjustment_reason_cap).
/// </summary>
public static class ReasonCap
{
    private const int Months = 12;

    /// <summary>The days of the credits that leave no room for another; empty where one more may be given.</summary>
    public static async Task<IReadOnlyList<DateOnly>> FullAsync(
        PortalDbContext db, ReasonCode? reason, Side side, Guid accountId, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (side != Side.Credit || reason?.MostPerYear is not { } most) { return []; }

        var since = today.AddMonths(-Months);
        var earlier = await db.Adjustments
            .Where(a => a.CustomerAccountId == accountId && a.Kind == AdjustmentKind.Correction
                && a.Side == Side.Credit && a.Reason == reason.Code && a.ReversesId == null && a.PostedOn > since
                && !db.Adjustments.Any(r => r.ReversesId == a.Id))
            .OrderBy(a => a.PostedOn).Select(a => a.PostedOn).ToListAsync(ct);
        return earlier.Count >= most ? earlier : [];
    }

    /// <summary>Why no more is given; null where the rule lets a second person, for a reason told.</summary>
    public static Refusal? WhyNot(ReasonCode reason, IReadOnlyList<DateOnly> earlier, string? overCap)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(earlier);
        if (earlier.Count == 0 || (reason.MayExceed && !string.IsNullOrWhiteSpace(overCap))) { return null; }

        var days = string.Join(", ", earlier.Select(d => d.ToString("d", CultureInfo.CurrentCulture)));
        return new(reason.MayExceed ? "Adjust_OverCap" : "Adjust_CapReached", reason.MostPerYear!, days);
    }
}
