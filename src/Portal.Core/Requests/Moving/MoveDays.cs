using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Requests.Moving;

/// <summary>
/// The days that may be chosen for service to start or stop: open days, not too soon and not too late.
/// </summary>
/// <param name="First">The city needs some open days to plan the visit.</param>
public sealed record MoveDays(OfficeDays Days, DateOnly First, DateOnly Last)
{
    /// <summary>Further ahead nobody's plans are sure.</summary>
    public const int MostAhead = 60;

    public static async Task<MoveDays> OfAsync(PortalDbContext db, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var days = await OfficeDays.OfAsync(db, ct);
        var lead = await db.Set<RequestTopic>().Where(t => t.LeadDays != null).MaxAsync(t => t.LeadDays, ct) ?? 1;
        return new(days, days.Add(today, lead), today.AddDays(MostAhead));
    }

    /// <summary>Why a day cannot be chosen; null when it can.</summary>
    public Refusal? WhyNot(DateOnly? day) => day is not { } on ? new("Move_DayMissing")
        : on < First ? new("Move_TooSoon", First)
        : on > Last ? new("Move_TooLate", Last)
        : !Days.IsOpen(on) ? new("Move_OfficeClosed", Days.Add(on, 1))
        : null;
}
