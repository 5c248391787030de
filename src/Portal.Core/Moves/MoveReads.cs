using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Moves;

/// <summary>
/// The reads of a move: one for each meter, on the day. A read that is there already counts; what was typed must agree
/// with it. One read closes the old account's use and opens the new one's, so nothing is used between them.
/// </summary>
internal static class MoveReads
{
    /// <summary>A fire line's pipe has a size and no register that is billed.</summary>
    internal static bool IsRead(ServicePoint point) => point.MeterNumber is not null
        && point.Service is UtilityService.Water or UtilityService.Electric or UtilityService.Irrigation;

    /// <summary>Adds the reads that are missing to the context; what stands in the way goes into the reasons.</summary>
    internal static async Task RecordAsync(
        PortalDbContext db, IReadOnlyList<ServicePoint> points, IReadOnlyList<PointReading> typed, DateOnly day,
        List<Refusal> reasons, CancellationToken ct)
    {
        var ids = points.Where(IsRead).Select(p => p.Id).ToArray();
        var known = await db.MeterReads.AsNoTracking()
            .Where(r => ids.Contains(r.ServicePointId) && r.ReadOn <= day)
            .GroupBy(r => r.ServicePointId)
            .Select(g => g.OrderByDescending(r => r.ReadOn).First()).ToListAsync(ct);
        foreach (var point in points.Where(IsRead))
        {
            var last = known.Find(r => r.ServicePointId == point.Id);
            var reading = typed.FirstOrDefault(r => r.ServicePointId == point.Id)?.Reading;
            if (WhyNot(point, last, reading, day) is { } reason)
            {
                reasons.Add(reason);
            }
            else if (last?.ReadOn != day)
            {
                db.Add(new MeterRead
                {
                    Id = Guid.CreateVersion7(),
                    ServicePointId = point.Id,
                    ReadOn = day,
                    Reading = reading!.Value,
                    Kind = ReadKind.Actual,
                });
            }
        }
    }

    private static Refusal? WhyNot(ServicePoint point, MeterRead? last, decimal? reading, DateOnly day)
    {
        var isThere = last?.ReadOn == day;
        return reading is null ? isThere ? null : new("Move_ReadMissing", point.MeterNumber!)
            : isThere && last!.Reading != reading
                ? new("Move_ReadDiffers", point.MeterNumber!, last.Reading, day)
            : reading < 0 || reading >= (decimal)Math.Pow(10, point.MeterDials)
                ? new("Move_ReadOutOfRange", point.MeterNumber!, point.MeterDials)
            : last is not null && reading < last.Reading
                ? new("Move_ReadBelow", point.MeterNumber!, last.Reading, last.ReadOn)
            : null;
    }
}
