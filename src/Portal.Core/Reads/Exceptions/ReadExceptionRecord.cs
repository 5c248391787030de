using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Data;

namespace Portal.Core.Reads.Exceptions;

/// <summary>One exception with all that a technician looks at: figures, months, reads, history, photos.</summary>
public sealed record ReadExceptionRecord(
    ReadQueue.Row About,
    PointHistory Point,
    MeterRead? Read,
    IReadOnlyList<ReadExceptionEvent> Events,
    IReadOnlyList<ReadExceptionRecord.Attachment> Attachments,
    IReadOnlyDictionary<string, string> Names)
{
    public ReadException Exception => About.Exception;

    /// <summary>A note or photo; the photo's bytes are asked for by its id.</summary>
    public sealed record Attachment(Guid Id, DateTimeOffset At, string By, string? Note, bool HasPhoto);

    /// <summary>Use by month for the chart, oldest first; empty when nothing is known.</summary>
    public IReadOnlyList<UseMonth> Months
    {
        get
        {
            var byMonth = Point.Periods
                .GroupBy(p => new DateOnly(p.To.Year, p.To.Month, 1))
                .ToDictionary(m => m.Key, m => (
                    Used: Math.Max(0m, m.Sum(p => p.Use.Quantity)),
                    Estimated: m.Any(p => p.Kind == ReadKind.Estimated)));
            if (byMonth.Count == 0) { return []; }

            var first = byMonth.Keys.Max().AddMonths(1 - UseSeries.Months);
            return
            [
                .. from month in byMonth
                   where month.Key >= first
                   orderby month.Key
                   select new UseMonth(
                       month.Key, month.Value.Used, Point.Point.ReadUnit ?? "", month.Value.Estimated,
                       byMonth.TryGetValue(month.Key.AddYears(-1), out var before) ? before.Used : null),
            ];
        }
    }

    /// <returns>Null when there is no such exception.</returns>
    public static async Task<ReadExceptionRecord?> OfAsync(
        PortalDbContext db, Guid id, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (await ReadQueue.OneAsync(db, id, ct) is not { } about) { return null; }

        var point = await PointHistory.OfAsync(db, about.Exception.ServicePointId, today, ct);
        var events = await db.Set<ReadExceptionEvent>().AsNoTracking().Where(e => e.ReadExceptionId == id)
            .OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(ct);
        var attachments = await db.Set<ReadEvidence>().Where(e => e.ReadExceptionId == id).OrderBy(e => e.At)
            .Select(e => new Attachment(e.Id, e.At, e.By, e.Note, e.MediaType != null)).ToListAsync(ct);
        var people = events.Select(e => e.By).Concat(attachments.Select(a => a.By))
            .Append(about.Exception.ProposedBy).OfType<string>().Distinct().ToList();
        return new(
            about,
            point,
            point.Reads.SingleOrDefault(r => r.Id == about.Exception.MeterReadId),
            events,
            attachments,
            await NamesAsync(db, people, ct));
    }

    /// <summary>A photo as it is stored.</summary>
    public static Task<ReadEvidence?> PhotoAsync(PortalDbContext db, Guid exception, Guid id, CancellationToken ct) =>
        db.Set<ReadEvidence>().AsNoTracking()
            .SingleOrDefaultAsync(e => e.Id == id && e.ReadExceptionId == exception && e.MediaType != null, ct);

    private static async Task<IReadOnlyDictionary<string, string>> NamesAsync(
        PortalDbContext db, IReadOnlyList<string> people, CancellationToken ct)
    {
        var ids = people.Where(p => p.StartsWith("staff:", StringComparison.Ordinal))
            .Select(p => Guid.TryParse(p["staff:".Length..], out var id) ? id : Guid.Empty).ToList();
        var names = await db.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, ct);
        return names.ToDictionary(n => $"staff:{n.Key}", n => n.Value);
    }
}
