using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Moves;

/// <summary>
/// Ends a landlord agreement: from the day on a tenant's move-out leaves the premise unserved. Service the owner has
/// now goes on until it is ended. What has ended stays as it is. Refuses a day before the agreement began.
/// </summary>
public sealed class EndLandlordAgreement(PortalDbContext db, BusinessClock clock)
{
    /// <param name="EndsOn">The first day it no longer holds.</param>
    public sealed record Request(Guid AgreementId, DateOnly EndsOn, Actor By);

    public async Task<Outcome<LandlordAgreement>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var found = await db.LandlordAgreements.AsNoTracking()
            .SingleOrDefaultAsync(l => l.Id == request.AgreementId, ct);
        if (found is null)
        {
            return new Refusal("Move_AgreementMissing");
        }

        await MoveLocks.TakeAsync(db, found.CustomerAccountId, found.PremiseId, request.EndsOn, ct);
        var agreement = await db.LandlordAgreements.SingleAsync(l => l.Id == found.Id, ct);
        if (agreement.EndsOn is not null)
        {
            return agreement;
        }

        if (request.EndsOn < agreement.StartsOn)
        {
            return new Refusal("Move_EndsBeforeStart", agreement.StartsOn);
        }

        (agreement.EndsOn, agreement.EndedAt, agreement.EndedBy) = (request.EndsOn, clock.Now, request.By.Name);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(EndLandlordAgreement), agreement.CustomerAccountId, new
        {
            agreement = agreement.Id,
            premise = agreement.PremiseId,
            to = agreement.EndsOn,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return agreement;
    }
}
