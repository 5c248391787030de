using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Accounts.Contacts;

/// <summary>Whose details a resident may change.</summary>
public static class KeptCustomers
{
    /// <summary>
    /// Details belong to the customer, and so to every account of theirs: they may be changed by who has full access to
    /// all of the open ones. Full access to one premise of a landlord is not enough to turn their mail elsewhere.
    /// </summary>
    public static IQueryable<Customer> CustomersKeptBy(this PortalDbContext db, Guid userId)
    {
        ArgumentNullException.ThrowIfNull(db);
        var managed = db.ManagedBy(userId);
        return db.Customers.Where(c => managed.Any(a => a.CustomerId == c.Id)
            && !db.CustomerAccounts.Any(a => a.CustomerId == c.Id && a.ClosedOn == null
                && !managed.Any(m => m.Id == a.Id)));
    }

    /// <summary>
    /// Under the lock that serialises changes of one customer's details; null when not theirs to change.
    /// </summary>
    internal static async Task<Customer?> LockKeptCustomerAsync(
        this PortalDbContext db, Guid userId, Guid customerId, CancellationToken ct) =>
        await db.LockCustomerAsync(customerId, ct) is { } customer
        && await db.CustomersKeptBy(userId).AnyAsync(c => c.Id == customerId, ct)
            ? customer
            : null;

    internal static async Task<Customer?> LockCustomerAsync(
        this PortalDbContext db, Guid customerId, CancellationToken ct)
    {
        db.Forget(read => read is Customer customer && customer.Id == customerId);
        return (await db.Customers.FromSql($"select * from customer where id = {customerId} for update")
            .ToListAsync(ct)).SingleOrDefault();
    }

    /// <summary>
    /// The account in whose list of letters a letter about the customer's details is shown: an open one.
    /// </summary>
    internal static Task<Guid> AccountToTellAsync(this PortalDbContext db, Guid customerId, CancellationToken ct) =>
        db.CustomerAccounts.Where(a => a.CustomerId == customerId)
            .OrderBy(a => a.ClosedOn != null).ThenBy(a => a.Number).Select(a => a.Id).FirstAsync(ct);
}
