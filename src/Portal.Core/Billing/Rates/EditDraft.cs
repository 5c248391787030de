using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Rates;

/// <summary>
/// Writes a draft anew. Whoever does has drafted it and may not release it. Refuses what is no draft any more, what
/// somebody changed meanwhile, a document with faults, and another schedule or version than the draft's.
/// </summary>
public sealed class EditDraft(PortalDbContext db, BusinessClock clock)
{
    /// <param name="Seen">The row version that was edited.</param>
    public sealed record Request(Guid Id, uint Seen, string Json, string Note, Actor By);

    public async Task<Outcome<RateVersion>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (RateDocument.Read(request.Json) is Outcome<RateBook>.Refused(var refusal))
        {
            return refusal;
        }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        if (await RateVersionChange.LockAsync(db, request.Id, ct) is not { } draft)
        {
            return new Refusal("Rates_NoSuchVersion");
        }

        if (WhyNot(draft, request.Seen) is { } whyNot)
        {
            return whyNot;
        }

        var parts = RateDocument.Parse(request.Json).Parts();
        if (parts.Count != 1 || parts[0].Code != draft.Code || parts[0].Version != draft.Version)
        {
            return new Refusal("Rates_OtherVersion", draft.Code, draft.Version);
        }

        draft.Document = parts[0].Document.ToJson();
        draft.EffectiveOn = parts[0].EffectiveOn;
        draft.Note = request.Note;
        draft.ChangedAt = clock.Now;
        draft.DraftedBy = [.. draft.DraftedBy.Append(request.By.Name).Distinct()];
        RateVersionChange.Record(db, draft, RateAct.Edited, request.By, clock.Now);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return draft;
    }

    /// <summary>Why a draft cannot be changed, released or discarded by who saw it so.</summary>
    internal static Refusal? WhyNot(RateVersion draft, uint seen) =>
        draft.State != RateState.Draft ? new("Rates_NotADraft", draft.Code, draft.Version)
        : draft.RowVersion != seen ? new("Rates_ChangedMeanwhile")
        : null;
}
