using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Usage;
using Portal.Core.Usage.Files;

namespace Portal.Web.Pages.My.Use;

/// <summary>What both files are made of.</summary>
internal static class UseFiles
{
    internal const string Name = "water-use";

    /// <returns>Null when the account is not among those that the reader may see.</returns>
    internal static async Task<IReadOnlyList<UseReadings>?> ReadAsync(
        PortalDbContext db, BusinessClock clock, IQueryable<CustomerAccount> visible, Guid id, CancellationToken ct)
    {
        if (!await visible.AnyAsync(a => a.Id == id, ct)) { return null; }

        var readings = new List<UseReadings>();
        foreach (var meter in await UseMeter.OfAsync(db, id, ct))
        {
            readings.Add(await UseReadings.OfAsync(db, clock, id, meter, ct));
        }

        return readings;
    }
}
