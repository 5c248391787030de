using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;

namespace Portal.Core.Appointments;

/// <summary>A time that may be booked.</summary>
/// <param name="Left">Places that nobody has.</param>
public sealed record AppointmentSlot(DateOnly Day, TimeOnly StartsAt, TimeOnly EndsAt, int Capacity, int Left)
{
    /// <summary>In a word: who books says with it which one they chose.</summary>
    public string Key => $"{Day:yyyy-MM-dd}T{StartsAt:HH:mm}";
}

/// <summary>
/// The times the office has, by its hours and on days it is open, less those that are booked: also those booked by
/// hours it had before.
/// </summary>
public static class AppointmentSlots
{
    /// <summary>Days ahead that may be booked, tomorrow being the first.</summary>
    public const int DaysAhead = 21;

    /// <returns>Of every open day, also the full ones, in order.</returns>
    public static async Task<IReadOnlyList<AppointmentSlot>> OfAsync(
        PortalDbContext db, AppointmentKind kind, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var hours = await db.Set<AppointmentHours>().AsNoTracking()
            .Where(h => h.Kind == kind && h.EndedAt == null).OrderBy(h => h.StartsAt).ToListAsync(ct);
        var office = await OfficeDays.OfAsync(db, ct);
        var last = today.AddDays(DaysAhead);
        var booked = (await db.Set<Appointment>()
            .Where(a => a.Kind == kind && a.CanceledAt == null && a.Day > today && a.Day <= last)
            .Select(a => new { a.Day, a.StartsAt, a.EndsAt, a.Place }).ToListAsync(ct)).ToLookup(a => a.Day);
        return
        [
            .. from day in Enumerable.Range(1, DaysAhead).Select(today.AddDays)
               where office.IsOpen(day)
               from span in hours
               where span.IsoWeekday == IsoWeekday(day)
               from startsAt in Steps(span)
               let endsAt = startsAt.AddMinutes(span.SlotMinutes)
               let taken = booked[day]
                   .Where(b => b.StartsAt < endsAt && b.EndsAt > startsAt && b.Place <= span.Capacity)
                   .Select(b => b.Place).Distinct().Count()
               select new AppointmentSlot(day, startsAt, endsAt, span.Capacity, span.Capacity - taken),
        ];
    }

    private static int IsoWeekday(DateOnly day) => day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;

    private static IEnumerable<TimeOnly> Steps(AppointmentHours span)
    {
        var step = TimeSpan.FromMinutes(span.SlotMinutes);
        for (var at = span.StartsAt.ToTimeSpan(); at + step <= span.EndsAt.ToTimeSpan(); at += step)
        {
            yield return TimeOnly.FromTimeSpan(at);
        }
    }
}
