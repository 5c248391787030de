using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Appointments;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Calendar;

/// <summary>
/// Closes the office on days to come, holidays or days of its own; or opens it again on one. Days that were told to
/// people before stay as they were told. A day that is closed already stays as it is, so the same wish closes once.
/// Refuses days that are not to come, names that are missing, and a day on which people have appointments.
/// </summary>
public sealed class CloseOffice(PortalDbContext db, BusinessClock clock)
{
    /// <summary>Held alone to change the days, shared by who relies on one being open.</summary>
    internal const string Lock = "office_closure";

    private const int LongestName = 100;

    /// <summary>A day with its names.</summary>
    public sealed record Closed(DateOnly? Day, string? NameEn, string? NameEs);

    /// <returns>How many days were closed now.</returns>
    public async Task<Outcome<int>> RunAsync(IReadOnlyList<Closed> days, Actor by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(days);
        ArgumentNullException.ThrowIfNull(by);
        if (days.Count == 0) { return new Refusal("Closure_DayMissing"); }

        if (days.Select(WhyNot).FirstOrDefault(r => r is not null) is { } refusal) { return refusal; }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await LockAsync(ct);
        var known = await db.Set<OfficeClosure>().Where(c => c.RemovedAt == null).Select(c => c.Day).ToListAsync(ct);
        var added = days.DistinctBy(d => d.Day).Where(d => !known.Contains(d.Day!.Value)).ToList();
        if (await BookedAsync([.. added.Select(d => d.Day!.Value)], ct) is { } booked) { return booked; }

        db.AddRange(added.Select(d => new OfficeClosure
        {
            Id = Guid.CreateVersion7(clock.Now), Day = d.Day!.Value, NameEn = TypedLine.Of(d.NameEn),
            NameEs = TypedLine.Of(d.NameEs), AddedAt = clock.Now, AddedBy = by.Name,
        }));
        if (added.Count > 0)
        {
            db.Add(AuditEntry.Of(
                clock.Now, by.Name, nameof(CloseOffice), null, new { days = added.Select(d => d.Day) }));
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return added.Count;
    }

    /// <summary>Opens the office on a day to come that was to be closed. Done once.</summary>
    public async Task<Outcome<OfficeClosure>> RemoveAsync(Guid closureId, Actor by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await LockAsync(ct);
        if (await db.Set<OfficeClosure>().SingleOrDefaultAsync(c => c.Id == closureId, ct) is not { } closure)
        {
            return new Refusal("Closure_NotFound");
        }

        if (closure.RemovedAt is not null) { return closure; }

        if (closure.Day <= clock.Today) { return new Refusal("Closure_Past"); }

        closure.Remove(by.Name, clock.Now, clock.Today);
        db.Add(AuditEntry.Of(clock.Now, by.Name, nameof(CloseOffice), null, new { opened = closure.Day }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return closure;
    }

    private Task<int> LockAsync(CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({Lock}))", ct);

    private Refusal? WhyNot(Closed closed) =>
        closed.Day is not { } day ? new("Closure_DayMissing")
        : day <= clock.Today || day > clock.Today.AddYears(10) ? new("Closure_Past")
        : TypedLine.Of(closed.NameEn).Length is 0 or > LongestName
            || TypedLine.Of(closed.NameEs).Length is 0 or > LongestName ? new("Closure_NameMissing", LongestName)
        : null;

    /// <summary>People who come on a closed day would find a locked door.</summary>
    private async Task<Refusal?> BookedAsync(DateOnly[] days, CancellationToken ct)
    {
        var booked = await db.Set<Appointment>().Where(a => days.Contains(a.Day) && a.CanceledAt == null)
            .OrderBy(a => a.Day).Select(a => a.Day).ToListAsync(ct);
        return booked.Count == 0 ? null : new Refusal("Closure_Booked", booked[0], booked.Count(d => d == booked[0]));
    }
}
