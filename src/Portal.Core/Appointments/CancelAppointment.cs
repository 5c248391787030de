using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Staff;

namespace Portal.Core.Appointments;

/// <summary>
/// Gives a time back before it begins, and says so by letter. Asked again, answers with the same. Refuses an unknown
/// one, one that has begun, and the office without a reason.
/// </summary>
public sealed class CancelAppointment(PortalDbContext db, TellOfAppointment tell, BusinessClock clock)
{
    /// <param name="Note">Why the office cancels; a customer needs no reason.</param>
    public sealed record Request(Guid CustomerAccountId, Guid AppointmentId, string? Note, Actor By);

    public async Task<Outcome<Appointment>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is null
            || await db.Set<Appointment>().SingleOrDefaultAsync(
                a => a.Id == request.AppointmentId && a.CustomerAccountId == request.CustomerAccountId, ct)
                is not { } appointment)
        {
            return new Refusal("Appointment_NotFound");
        }

        if (appointment.CanceledAt is not null)
        {
            return appointment;
        }

        if (HasBegun(appointment, clock))
        {
            return new Refusal("Appointment_HasBegun");
        }

        if (!request.By.IsResident && string.IsNullOrWhiteSpace(request.Note))
        {
            return new Refusal("Adjust_NoteMissing");
        }

        appointment.Cancel(request.By.Name, clock.Now, request.By.IsResident ? null : request.Note!.Trim());
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(CancelAppointment), request.CustomerAccountId, new
        {
            appointment = appointment.Id,
        }));
        await db.SaveChangesAsync(ct);
        await tell.RunAsync(appointment, AppointmentLetter.News.Canceled, ct);
        await tx.CommitAsync(ct);
        return appointment;
    }

    /// <summary>True from its beginning on, by the city's clocks.</summary>
    public static bool HasBegun(Appointment appointment, BusinessClock clock)
    {
        ArgumentNullException.ThrowIfNull(appointment);
        ArgumentNullException.ThrowIfNull(clock);
        return clock.InCity(clock.Now).DateTime >= appointment.Day.ToDateTime(appointment.StartsAt);
    }
}
