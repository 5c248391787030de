using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Appointments;

/// <summary>
/// Offers hours on a weekday, or offers some no more; what is booked stays booked. The same operation offers once.
/// Refuses hours that end before a first appointment would, sizes that no office has, hours that begin like others, and
/// unknown ones.
/// </summary>
public sealed class KeepAppointmentHours(PortalDbContext db, BusinessClock clock)
{
    /// <param name="HoursId">Made with the form.</param>
    /// <param name="IsoWeekday">1 is Monday.</param>
    public sealed record Request(
        Guid HoursId, AppointmentKind Kind, int IsoWeekday, TimeOnly StartsAt, TimeOnly EndsAt, int SlotMinutes,
        int Capacity, Actor By);

    public async Task<Outcome<AppointmentHours>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('appointment_hours'))", ct);
        if (await db.Set<AppointmentHours>().SingleOrDefaultAsync(h => h.Id == request.HoursId, ct) is { } already)
        {
            return already;
        }

        if (request.IsoWeekday is < 1 or > 7 || request.SlotMinutes is < 5 or > 240 || request.Capacity is < 1 or > 50
            || request.StartsAt.ToTimeSpan() + TimeSpan.FromMinutes(request.SlotMinutes) > request.EndsAt.ToTimeSpan())
        {
            return new Refusal("Appointment_HoursWrong");
        }

        if (await db.Set<AppointmentHours>().AnyAsync(
            h => h.Kind == request.Kind && h.IsoWeekday == request.IsoWeekday && h.EndedAt == null
                && h.StartsAt < request.EndsAt && h.EndsAt > request.StartsAt, ct))
        {
            return new Refusal("Appointment_HoursOverlap");
        }

        var hours = new AppointmentHours
        {
            Id = request.HoursId,
            Kind = request.Kind,
            IsoWeekday = request.IsoWeekday,
            StartsAt = request.StartsAt,
            EndsAt = request.EndsAt,
            SlotMinutes = request.SlotMinutes,
            Capacity = request.Capacity,
            MadeBy = request.By.Name,
            MadeAt = clock.Now,
        };
        db.Add(hours);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(KeepAppointmentHours), null, new { hours = hours.Id }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return hours;
    }

    /// <summary>Offers them no more. Asked again, answers with the same.</summary>
    public async Task<Outcome<AppointmentHours>> EndAsync(Guid hoursId, Actor by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('appointment_hours'))", ct);
        if (await db.Set<AppointmentHours>().SingleOrDefaultAsync(h => h.Id == hoursId, ct) is not { } hours)
        {
            return new Refusal("Appointment_NoHours");
        }

        if (hours.EndedAt is null)
        {
            hours.End(by.Name, clock.Now);
            db.Add(AuditEntry.Of(clock.Now, by.Name, nameof(KeepAppointmentHours), null, new { ended = hours.Id }));
            await db.SaveChangesAsync(ct);
            await tx.CommitAsync(ct);
        }

        return hours;
    }
}
