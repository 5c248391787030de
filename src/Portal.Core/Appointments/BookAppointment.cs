using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Requests.Calendar;
using Portal.Core.Staff;

namespace Portal.Core.Appointments;

/// <summary>
/// Books a time at the counter or a call back, and confirms it by letter. The same operation books once; of two who
/// want the last place one gets it (ux_appointment_one_a_place). Refuses an unknown account, a time that is not
/// offered or full, a third appointment to come, and a call without a phone number.
/// </summary>
public sealed class BookAppointment(PortalDbContext db, TellOfAppointment tell, BusinessClock clock)
{
    /// <summary>To come, on one account.</summary>
    public const int MostAtOnce = 2;

    /// <param name="OperationId">Made with the form.</param>
    /// <param name="Slot">The time chosen (<see cref="AppointmentSlot.Key"/>).</param>
    /// <param name="UserId">Who books online; null when the office does.</param>
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, Guid? UserId, AppointmentKind Kind, string? Slot,
        AppointmentTopic Topic, string? Phone, Actor By);

    public async Task<Outcome<Appointment>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        if (await db.Set<Appointment>().SingleOrDefaultAsync(a => a.Id == request.OperationId, ct) is { } already)
        {
            return already.CustomerAccountId == account.Id ? already : new Refusal("Account_NotFound");
        }

        await WaitAsync(request, ct);
        var slot = (await AppointmentSlots.OfAsync(db, request.Kind, clock.Today, ct))
            .FirstOrDefault(s => s.Key == request.Slot);
        if ((await WhyNotAsync(request, slot, ct)) is { } refusal)
        {
            return refusal;
        }

        var appointment = await MakeAsync(request, slot!, ct);
        db.Add(appointment);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(BookAppointment), account.Id, new
        {
            appointment = appointment.Id,
            at = slot!.Key,
        }));
        await db.SaveChangesAsync(ct);
        await tell.RunAsync(appointment, AppointmentLetter.News.Booked, ct);
        await tx.CommitAsync(ct);
        return appointment;
    }

    /// <summary>
    /// Everybody who wants a time of this day waits here, and the office closes on none meanwhile: the places that are
    /// left are counted behind it.
    /// </summary>
    private Task<int> WaitAsync(Request request, CancellationToken ct)
    {
        var day = $"appointment:{request.Kind}:{request.Slot?.Split('T')[0]}";
        return db.Database.ExecuteSqlAsync($"""
            select pg_advisory_xact_lock_shared(hashtext({CloseOffice.Lock})), pg_advisory_xact_lock(hashtext({day}))
            """, ct);
    }

    private async Task<Refusal?> WhyNotAsync(Request request, AppointmentSlot? slot, CancellationToken ct) =>
        slot is null ? new("Appointment_NoSuchTime")
        : slot.Left == 0 ? new("Appointment_Full")
        : request.Kind == AppointmentKind.CallBack
            && PhoneNumber.Typed(request.Phone) is Outcome<PhoneNumber>.Refused ? new("Appointment_Phone")
        : await db.Set<Appointment>().CountAsync(
            a => a.CustomerAccountId == request.CustomerAccountId && a.CanceledAt == null && a.Day > clock.Today, ct)
            >= MostAtOnce ? new("Appointment_TooMany", MostAtOnce)
        : null;

    private async Task<Appointment> MakeAsync(Request request, AppointmentSlot slot, CancellationToken ct)
    {
        var taken = await db.Set<Appointment>()
            .Where(a => a.Kind == request.Kind && a.Day == slot.Day && a.StartsAt < slot.EndsAt
                && a.EndsAt > slot.StartsAt && a.CanceledAt == null)
            .Select(a => a.Place).ToListAsync(ct);
        return new()
        {
            Id = request.OperationId,
            CustomerAccountId = request.CustomerAccountId,
            UserId = request.UserId,
            Kind = request.Kind,
            Day = slot.Day,
            StartsAt = slot.StartsAt,
            EndsAt = slot.EndsAt,
            Place = Enumerable.Range(1, slot.Capacity).Except(taken).First(),
            Topic = request.Topic,
            Phone = request.Kind == AppointmentKind.CallBack ? request.Phone!.Trim() : null,
            BookedBy = request.By.Name,
            BookedAt = clock.Now,
        };
    }
}
