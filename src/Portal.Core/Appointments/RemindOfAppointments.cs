using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;

namespace Portal.Core.Appointments;

/// <summary>
/// Every morning: reminds of the next day's appointments. Safe to run twice and at once: a letter is queued once.
/// </summary>
public sealed class RemindOfAppointments(PortalDbContext db, TellOfAppointment tell, BusinessClock clock)
{
    /// <returns>Letters queued now.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var tomorrow = clock.Today.AddDays(1);
        var waiting = await db.Set<Appointment>().AsNoTracking()
            .Where(a => a.Day == tomorrow && a.CanceledAt == null && a.BookedAt < clock.StartOf(clock.Today))
            .OrderBy(a => a.StartsAt).ThenBy(a => a.Id).ToListAsync(ct);
        var (told, each) = (0, new OneByOne(db, ct));
        foreach (var appointment in waiting)
        {
            told += await each.DoAsync(() => TellAsync(appointment, ct)) ? 1 : 0;
        }

        each.TellFaults();
        return told;
    }

    private async Task<bool> TellAsync(Appointment appointment, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var isNew = await tell.RunAsync(appointment, AppointmentLetter.News.Reminder, ct);
        await tx.CommitAsync(ct);
        return isNew;
    }
}
