using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Data;

namespace Portal.Core.Moves;

/// <summary>A premise as a newcomer finds it: its points, who is served there, and whose it is.</summary>
internal sealed record PlaceToServe
{
    public required IReadOnlyList<ServicePoint> Points { get; init; }

    /// <summary>Agreements that last on the day or begin later.</summary>
    public required IReadOnlyList<ServiceAgreement> Serving { get; init; }

    public required IReadOnlyList<Occupant> Occupants { get; init; }

    /// <summary>The owner's account, when the premise is served on it on the day.</summary>
    public required Guid? LandlordId { get; init; }

    private Dictionary<Guid, ServiceAgreement> Latest { get; init; } = [];

    internal sealed record Occupant(Guid Id, string Number);

    internal static async Task<PlaceToServe> OfAsync(
        PortalDbContext db, Guid premiseId, DateOnly day, CancellationToken ct)
    {
        var points = await db.ServicePoints.AsNoTracking().Where(p => p.PremiseId == premiseId)
            .OrderBy(p => p.Service).ThenBy(p => p.MeterNumber).ToListAsync(ct);
        var ids = points.Select(p => p.Id).ToArray();
        var agreements = await db.ServiceAgreements.Where(g => ids.Contains(g.ServicePointId))
            .OrderBy(g => g.StartsOn).ToListAsync(ct);
        var serving = agreements.Where(g => g.EndsOn is null || g.EndsOn > day).ToList();
        var accounts = serving.Select(g => g.CustomerAccountId).ToArray();
        var occupants = await db.CustomerAccounts.Where(a => accounts.Contains(a.Id))
            .Select(a => new Occupant(a.Id, a.Number)).ToListAsync(ct);
        var owner = await db.LandlordAgreements.HoldsOn(premiseId, day)
            .Select(l => (Guid?)l.CustomerAccountId).SingleOrDefaultAsync(ct);
        // The owner makes way from the day on; what the owner has from a later day on is in the way like another's.
        var givesWay = serving.Count > 0 && serving.All(g => g.CustomerAccountId == owner && g.StartsOn <= day);
        return new()
        {
            Points = points,
            Serving = serving,
            Occupants = occupants,
            LandlordId = givesWay ? owner : null,
            Latest = agreements.GroupBy(g => g.ServicePointId).ToDictionary(g => g.Key, g => g.Last()),
        };
    }

    /// <summary>What was agreed at the point before goes on for the place; what is the person's begins anew.</summary>
    internal ServiceAgreement AgreementOf(ServicePoint point, Guid accountId, MoveIn.Request request)
    {
        var chosen = point.Service == UtilityService.Refuse && !string.IsNullOrWhiteSpace(request.Choice)
            ? request.Choice.Trim()
            : null;
        var before = Latest.GetValueOrDefault(point.Id);
        return new()
        {
            Id = Guid.CreateVersion7(),
            CustomerAccountId = accountId,
            ServicePointId = point.Id,
            CustomerClass = request.CustomerClass,
            StartsOn = request.StartsOn,
            Dwellings = before?.Dwellings ?? 1,
            Choice = chosen ?? before?.Choice,
        };
    }
}
