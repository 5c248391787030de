using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.LateCharges;

/// <summary>
/// Keeps an account, or one item of it, from being charged for lateness while something is settled: a dispute, a stay
/// of court (11 USC 362), a payment plan. The same operation makes one hold. Refuses an unknown account or item, no
/// reason, an end before the start.
/// </summary>
public sealed class PlaceHold(PortalDbContext db, BusinessClock clock)
{
    /// <param name="OpenItemId">Null for the whole account.</param>
    /// <param name="EndsOn">Its last day; null until somebody ends it.</param>
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, Guid? OpenItemId, HoldKind Kind, string Reason, DateOnly StartsOn,
        DateOnly? EndsOn, Actor By);

    public async Task<Outcome<AccountHold>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        var already = await db.Set<AccountHold>().SingleOrDefaultAsync(h => h.Id == request.OperationId, ct);
        if (already is not null)
        {
            return already;
        }

        if (await WhyNotAsync(request, ct) is { } refusal)
        {
            return refusal;
        }

        var hold = new AccountHold
        {
            Id = request.OperationId,
            CustomerAccountId = account.Id,
            OpenItemId = request.OpenItemId,
            Kind = request.Kind,
            Reason = request.Reason.Trim(),
            StartsOn = request.StartsOn,
            EndsOn = request.EndsOn,
            MadeBy = request.By.Name,
            MadeAt = clock.Now,
        };
        db.Add(hold);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(PlaceHold), account.Id, new
        {
            hold = hold.Id,
            kind = $"{hold.Kind}",
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return hold;
    }

    private async Task<Refusal?> WhyNotAsync(Request request, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(request.Reason) ? new("Adjust_NoteMissing")
        : request.EndsOn < request.StartsOn ? new("Hold_EndsBeforeStart")
        : request.OpenItemId is { } item && !await db.OpenItems.AnyAsync(
            i => i.Id == item && i.CustomerAccountId == request.CustomerAccountId, ct) ? new("Adjust_LineMissing")
        : null;
}
