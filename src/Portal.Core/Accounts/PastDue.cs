using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Accounts;

/// <summary>What an account should have paid before a day and did not: collections pursue no more than that.</summary>
public static class PastDue
{
    /// <summary>Charges not yet due are left out, and so is what budget billing has not asked for by then.</summary>
    /// <param name="day">What was due before it; what is due on it is still in time.</param>
    public static async Task<Usd> PastDueAsync(
        this PortalDbContext db, Guid accountId, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return new(await db.Database
            .SqlQuery<long>($"select coalesce(past_due_cents({accountId}, {day}), 0) as \"Value\"").SingleAsync(ct));
    }
}
