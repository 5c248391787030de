using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Moves;

/// <summary>
/// Records that between tenants a premise is served on its owner's account, from a day on. Changes nobody's service
/// today. The same operation agrees once. Refuses with every reason at once: an account that is closed, a day when
/// another owner's agreement holds.
/// </summary>
public sealed class AgreeWithLandlord(PortalDbContext db, BusinessClock clock)
{
    /// <param name="OperationId">Becomes the agreement's id.</param>
    /// <param name="CustomerAccountId">The owner's account.</param>
    public sealed record Request(
        Guid OperationId, Guid PremiseId, Guid CustomerAccountId, DateOnly StartsOn, Actor By);

    public async Task<Outcome<LandlordAgreement>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var locks = await MoveLocks.TakeAsync(
            db, request.CustomerAccountId, request.PremiseId, request.StartsOn, ct);
        var already = await db.LandlordAgreements.AsNoTracking()
            .SingleOrDefaultAsync(l => l.Id == request.OperationId, ct);
        if (already is not null)
        {
            return already;
        }

        var other = await db.LandlordAgreements.AsNoTracking()
            .Where(l => l.PremiseId == request.PremiseId && (l.EndsOn == null || l.EndsOn > request.StartsOn))
            .OrderBy(l => l.StartsOn).FirstOrDefaultAsync(ct);
        List<Refusal> reasons =
        [
            .. locks.Premise is null ? new[] { new Refusal("Move_PremiseMissing") } : [],
            .. locks.Account is null ? new[] { new Refusal("Account_NotFound") } : [],
            .. locks.Account is { ClosedOn: not null } account
                ? new[] { new Refusal("Account_Closed", account.MaskedNumber) } : [],
            .. other is not null ? new[] { new Refusal("Move_LandlordAlready", other.StartsOn) } : [],
        ];
        if (Refusal.Of(reasons) is { } refusal)
        {
            return refusal;
        }

        var agreement = new LandlordAgreement
        {
            Id = request.OperationId,
            PremiseId = request.PremiseId,
            CustomerAccountId = request.CustomerAccountId,
            StartsOn = request.StartsOn,
            MadeAt = clock.Now,
            MadeBy = request.By.Name,
        };
        db.Add(agreement);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(AgreeWithLandlord), request.CustomerAccountId, new
        {
            agreement = agreement.Id,
            premise = agreement.PremiseId,
            from = agreement.StartsOn,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return agreement;
    }
}
