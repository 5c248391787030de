using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Moves;

/// <summary>An account as far as ending its service needs it: where it is served, and by which meters.</summary>
/// <param name="MailsTo">Where the customer's mail goes, on one line.</param>
public sealed record MovingAccount(
    Guid Id, string Number, string Name, Usd Balance, Guid CustomerId, string MailsTo, IReadOnlyList<Premise> Places)
{
    /// <summary>Null when there is no such account.</summary>
    public static async Task<MovingAccount?> OfAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var head = await (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            where account.Id == id
            select new { account.Number, account.Balance, Customer = customer }).AsNoTracking()
            .SingleOrDefaultAsync(ct);
        if (head is null)
        {
            return null;
        }

        var places = await db.Premises.AsNoTracking()
            .Where(p => db.ServicePoints.Any(s => s.PremiseId == p.Id && db.ServiceAgreements.Any(
                g => g.ServicePointId == s.Id && g.CustomerAccountId == id && g.EndsOn == null)))
            .OrderBy(p => p.Line1).ThenBy(p => p.Line2).ToListAsync(ct);
        return new(
            id, head.Number, head.Customer.Name, head.Balance, head.Customer.Id,
            string.Join(", ", PostalAddress.Of(head.Customer).Lines()), places);
    }
}

/// <summary>A meter to be read on the day of a move, and what it showed last.</summary>
public sealed record MeterToRead(
    Guid ServicePointId, UtilityService Service, string MeterNumber, decimal? LastReading, DateOnly? LastOn)
{
    /// <summary>The meters of a premise.</summary>
    public static async Task<IReadOnlyList<MeterToRead>> OfAsync(
        PortalDbContext db, Guid premiseId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var points = await db.ServicePoints.AsNoTracking().Where(p => p.PremiseId == premiseId)
            .OrderBy(p => p.Service).ThenBy(p => p.MeterNumber).ToListAsync(ct);
        var meters = points.Where(MoveReads.IsRead).ToList();
        var ids = meters.Select(m => m.Id).ToArray();
        var reads = await db.MeterReads.AsNoTracking().Where(r => ids.Contains(r.ServicePointId))
            .GroupBy(r => r.ServicePointId).Select(g => g.OrderByDescending(r => r.ReadOn).First()).ToListAsync(ct);
        return
        [
            .. from meter in meters
               let last = reads.Find(r => r.ServicePointId == meter.Id)
               select new MeterToRead(meter.Id, meter.Service, meter.MeterNumber!, last?.Reading, last?.ReadOn),
        ];
    }
}
