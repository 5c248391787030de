using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Rates;

/// <summary>Puts a draft away for good; its history stays. Refuses what is no draft any more.</summary>
public sealed class DiscardDraft(PortalDbContext db, BusinessClock clock)
{
    /// <param name="Seen">The row version that was looked at.</param>
    public sealed record Request(Guid Id, uint Seen, Actor By);

    public async Task<Outcome<RateVersion>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        if (await RateVersionChange.LockAsync(db, request.Id, ct) is not { } draft)
        {
            return new Refusal("Rates_NoSuchVersion");
        }

        if (draft.State == RateState.Discarded)
        {
            return draft;
        }

        if (EditDraft.WhyNot(draft, request.Seen) is { } whyNot)
        {
            return whyNot;
        }

        draft.State = RateState.Discarded;
        RateVersionChange.Record(db, draft, RateAct.Discarded, request.By, clock.Now);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return draft;
    }
}
