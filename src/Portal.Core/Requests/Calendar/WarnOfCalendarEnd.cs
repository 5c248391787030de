using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Core.Requests.Calendar;

/// <summary>
/// Each day: asks the office to enter its holidays when those of next year are missing. One task for each year. Safe to
/// run twice.
/// </summary>
public sealed class WarnOfCalendarEnd(PortalDbContext db, RaiseOfficeTask raise, BusinessClock clock)
{
    /// <returns>New tasks.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var known = await ClosureYear.LastKnownAsync(db, ct);
        if (ClosureYear.Missing(known, clock.Today) is not { } year) { return 0; }

        return await raise.RunAsync(
            new("calendar_end", $"calendar_end:{year}", $"The office's calendar has no closed days for {year}."), ct)
            ? 1
            : 0;
    }
}
