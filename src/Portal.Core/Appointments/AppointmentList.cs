using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;

namespace Portal.Core.Appointments;

/// <summary>An appointment with whose it is.</summary>
public sealed record AppointmentRow(Appointment Appointment, string Number, string Name)
{
    public string MaskedNumber => CustomerAccount.Mask(Number);
}

/// <summary>Appointments as residents and the office list them.</summary>
public static class AppointmentList
{
    private const int Shown = 200;

    /// <summary>
    /// Those a resident may see and cancel: their own, on accounts they still see, and all of accounts they manage. Who
    /// only sees bills learns nothing of when somebody else comes by, or under which number they are called.
    /// </summary>
    public static IQueryable<Appointment> OfReader(PortalDbContext db, Guid userId)
    {
        ArgumentNullException.ThrowIfNull(db);
        var (visible, managed) = (db.VisibleTo(userId), db.ManagedBy(userId));
        return db.Set<Appointment>().Where(a =>
            (a.UserId == userId && visible.Any(v => v.Id == a.CustomerAccountId))
            || managed.Any(m => m.Id == a.CustomerAccountId));
    }

    /// <summary>A resident's, from a day on, in order of time; canceled ones too.</summary>
    public static Task<List<AppointmentRow>> FromAsync(
        PortalDbContext db, Guid userId, DateOnly day, CancellationToken ct) =>
        RowsAsync(db, db.CustomerAccounts, OfReader(db, userId).Where(a => a.Day >= day), ct);

    /// <summary>Of one day, for the office.</summary>
    public static Task<List<AppointmentRow>> OnAsync(PortalDbContext db, DateOnly day, CancellationToken ct) =>
        RowsAsync(db, db.CustomerAccounts, db.Set<Appointment>().Where(a => a.Day == day), ct);

    private static Task<List<AppointmentRow>> RowsAsync(
        PortalDbContext db, IQueryable<CustomerAccount> visible, IQueryable<Appointment> which, CancellationToken ct) =>
        (from appointment in which
         join account in visible on appointment.CustomerAccountId equals account.Id
         join customer in db.Customers on account.CustomerId equals customer.Id
         orderby appointment.Day, appointment.StartsAt, appointment.Kind, appointment.Place
         select new AppointmentRow(appointment, account.Number, customer.Name))
        .AsNoTracking().Take(Shown).ToListAsync(ct);
}
