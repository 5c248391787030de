using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Rates;

/// <summary>
/// Puts a draft in force from its day on; after that it is never changed. Refuses whoever wrote any of it (maker is not
/// checker), what is no draft any more, and what somebody changed after it was looked at. Released twice is once.
/// </summary>
public sealed class ReleaseRates(PortalDbContext db, BusinessClock clock)
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

        if (draft.State == RateState.Released && draft.ReleasedBy == request.By.Name)
        {
            return draft;
        }

        if ((WhyNot(draft, request.By) ?? EditDraft.WhyNot(draft, request.Seen)) is { } whyNot)
        {
            return whyNot;
        }

        draft.State = RateState.Released;
        draft.ReleasedBy = request.By.Name;
        draft.ReleasedAt = clock.Now;
        RateVersionChange.Record(db, draft, RateAct.Released, request.By, clock.Now);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return draft;
    }

    /// <summary>Why this person cannot release it; the page says so beside the button.</summary>
    public static Refusal? WhyNot(RateVersion draft, Actor by) =>
        draft.State == RateState.Draft && draft.DraftedBy.Contains(by.Name) ? new("Rates_SecondPerson") : null;
}
