using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Data;

namespace Portal.Core.Requests;

/// <summary>
/// The office's work calendar: open on all days but its closed weekdays and the closures it lists, holidays among them.
/// It is not the banks' calendar (domain.md §2.5).
/// </summary>
public sealed class OfficeDays
{
    private readonly HashSet<int> _weekdays;
    private readonly HashSet<DateOnly> _closures;

    /// <param name="weekdays">Closed; 1 is Monday.</param>
    public OfficeDays(IEnumerable<int> weekdays, IEnumerable<DateOnly> closures) =>
        (_weekdays, _closures) = ([.. weekdays], [.. closures]);

    public static async Task<OfficeDays> OfAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return new(
            await db.Set<OfficeClosedWeekday>().Select(w => w.IsoWeekday).ToListAsync(ct),
            await db.Set<OfficeClosure>().Where(c => c.RemovedAt == null).Select(c => c.Day).ToListAsync(ct));
    }

    public bool IsOpen(DateOnly day) =>
        !_weekdays.Contains(day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek)
        && !_closures.Contains(day);

    /// <summary>The day that lies a number of open days after another, which itself is not counted.</summary>
    public DateOnly Add(DateOnly day, int openDays)
    {
        // An office that never opens answers by the calendar rather than never.
        for (var (left, most) = (openDays, day.AddDays((openDays * 7) + 60)); left > 0 && day < most;)
        {
            day = day.AddDays(1);
            left -= IsOpen(day) ? 1 : 0;
        }

        return day;
    }
}

/// <summary>A weekday on which the office is closed: 1 is Monday.</summary>
public sealed class OfficeClosedWeekday
{
    public required int IsoWeekday { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<OfficeClosedWeekday>
    {
        public void Configure(EntityTypeBuilder<OfficeClosedWeekday> builder) => builder.HasKey(w => w.IsoWeekday);
    }
}

/// <summary>
/// A single day on which the office is closed: a holiday, or one of its own. It is removed before its day or never.
/// </summary>
public sealed class OfficeClosure
{
    public required Guid Id { get; init; }

    public required DateOnly Day { get; init; }

    public required string NameEn { get; init; }

    public required string NameEs { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>An <see cref="Staff.Actor.Name"/>.</summary>
    public required string AddedBy { get; init; }

    public DateTimeOffset? RemovedAt { get; private set; }

    public string? RemovedBy { get; private set; }

    /// <summary>The city's day of it.</summary>
    public DateOnly? RemovedOn { get; private set; }

    internal void Remove(string by, DateTimeOffset at, DateOnly on) =>
        (RemovedBy, RemovedAt, RemovedOn) = (by, at, on);

    internal sealed class Table : IEntityTypeConfiguration<OfficeClosure>
    {
        public void Configure(EntityTypeBuilder<OfficeClosure> builder) => builder.HasKey(c => c.Id);
    }
}
