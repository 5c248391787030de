using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;

namespace Portal.Core.Requests.Moving;

/// <summary>Where a customer asked their mail to go, for the form that ends service.</summary>
public static class AskedForwarding
{
    /// <summary>Of the latest request to stop service there; null when none says, or it was taken back.</summary>
    public static async Task<PostalAddress?> OfAsync(
        PortalDbContext db, Guid accountId, Guid premiseId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var json = await (
            from asked in db.Set<ServiceRequest>()
            join about in db.Set<CustomerRequest>() on asked.RequestId equals about.Id
            where about.CustomerAccountId == accountId && asked.StopPremiseId == premiseId
                && about.State != RequestState.Closed
            orderby about.OpenedAt descending
            select asked.Forwarding).FirstOrDefaultAsync(ct);
        return json is null ? null : PostalAddress.FromJson(json);
    }
}
