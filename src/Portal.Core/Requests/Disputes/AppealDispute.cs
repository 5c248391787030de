using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Disputes;

/// <summary>
/// Who asks again after a ruling that was not for them appeals: what was disputed is held anew until somebody else has
/// decided (PUC 10010: no shut-off while a review or appeal is pending). Once; after the second ruling the city's
/// governing body is the next step. Part of the caller's transaction, under the account's lock.
/// </summary>
public sealed class AppealDispute(PortalDbContext db, PlaceHold placeHold, BusinessClock clock)
{
    private const int Second = 2;

    /// <summary>Two people have decided it.</summary>
    internal async Task<bool> IsFinalAsync(CustomerRequest about, CancellationToken ct) =>
        about.Kind == RequestKind.Dispute
        && await db.Set<DisputeDecision>().AnyAsync(d => d.RequestId == about.Id && d.Round == Second, ct);

    /// <returns>What is unpaid of what is held anew; null when there is nothing to decide again.</returns>
    internal async Task<Usd?> RunAsync(CustomerRequest about, Actor by, CancellationToken ct)
    {
        if (about.Kind != RequestKind.Dispute || !await MayAppealAsync(about, ct)) { return null; }

        var before = await db.Set<DisputedItem>().AsNoTracking().Where(d => d.RequestId == about.Id).ToListAsync(ct);
        var ids = before.Select(d => d.OpenItemId).ToList();
        db.Forget(read => read is OpenItem);
        var items = await db.OpenItems.AsNoTracking()
            .Where(i => ids.Contains(i.Id) && !db.BillCancellations.Any(c => c.BillId == i.BillId)
                && !db.Set<DisputedItem>().Any(d => d.OpenItemId == i.Id && d.EndedAt == null))
            .ToListAsync(ct);
        foreach (var item in items)
        {
            db.Add(new DisputedItem
            {
                RequestId = about.Id, OpenItemId = item.Id, Round = Second, Amount = item.Amount, Open = item.Open,
                HoldId = await HoldAsync(about, item, before.Single(d => d.OpenItemId == item.Id).HoldId, by, ct),
            });
        }

        await db.SaveChangesAsync(ct);
        var held = items.Select(i => i.Id).ToList();
        await db.OpenItems.Where(i => held.Contains(i.Id))
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.IsDisputed, true), ct);
        return items.Select(i => i.Open).Sum();
    }

    /// <summary>Decided once and not for them, and not appealed before.</summary>
    private async Task<bool> MayAppealAsync(CustomerRequest about, CancellationToken ct) =>
        await db.Set<DisputeDecision>().AnyAsync(
            d => d.RequestId == about.Id && d.Round == 1 && d.Ruling != DisputeRuling.Upheld, ct)
        && !await db.Set<DisputedItem>().AnyAsync(d => d.RequestId == about.Id && d.Round == Second, ct);

    /// <summary>The first one where it still stands: decided partly for them, it waits for the correction.</summary>
    private async Task<Guid> HoldAsync(
        CustomerRequest about, OpenItem item, Guid first, Actor by, CancellationToken ct)
    {
        if (await db.Set<AccountHold>().AnyAsync(h => h.Id == first && h.EndsOn == null, ct)) { return first; }

        return await placeHold.RunAsync(
            new(Guid.CreateVersion7(), item.CustomerAccountId, item.Id, HoldKind.Dispute,
                $"Appealed by the customer, {about.Label}", clock.Today, null, by), ct)
            is Outcome<AccountHold>.Done(var hold)
            ? hold.Id
            : throw new InvalidOperationException($"An item of {about.Label} could not be held.");
    }
}
