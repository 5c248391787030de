using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Disputes;

/// <summary>
/// Ends what stands of a dispute. Taken back, its holds are lifted. Denied, a hold until the day to pay by takes their
/// place, so that nothing is late the moment it is decided. Decided for the customer, they stay until somebody has
/// corrected the charge and lifts them. Part of the caller's transaction, which holds the account's lock.
/// </summary>
public sealed class EndDispute(PortalDbContext db, LiftHold liftHold, PlaceHold placeHold, BusinessClock clock)
{
    /// <summary>Decided for the customer, wholly or in part: what was charged waits for its correction.</summary>
    internal async Task KeepAsync(CustomerRequest request, CancellationToken ct)
    {
        foreach (var item in await StandingAsync(request, ct)) { item.EndedAt = clock.Now; }

        await db.SaveChangesAsync(ct);
    }

    /// <param name="payBy">The last day on which it is not late; null when it was taken back.</param>
    internal async Task RunAsync(CustomerRequest request, DateOnly? payBy, Actor by, CancellationToken ct)
    {
        var standing = await StandingAsync(request, ct);
        var account = request.CustomerAccountId ?? Guid.Empty;
        foreach (var item in standing)
        {
            item.EndedAt = clock.Now;
            await liftHold.RunAsync(new(account, item.HoldId, $"{request.Label} ended", by), ct);
            if (payBy is { } day)
            {
                await placeHold.RunAsync(
                    new(Guid.CreateVersion7(), account, item.OpenItemId, HoldKind.Dispute,
                        $"Days to pay after {request.Label}", clock.Today, day, by), ct);
            }
        }

        await db.SaveChangesAsync(ct);
    }

    private Task<List<DisputedItem>> StandingAsync(CustomerRequest request, CancellationToken ct) =>
        db.Set<DisputedItem>().Where(i => i.RequestId == request.Id && i.EndedAt == null).ToListAsync(ct);
}
