using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Rates;

/// <summary>
/// Begins drafts: from a rate file, one for each schedule and each settings version in it, or as the next version of
/// what is there. A version that the city has with the same content stays as it is, so a file read twice changes
/// nothing. Schedules are locked in the order of their codes. Refuses a file with faults, and a version number whose
/// content was released.
/// </summary>
public sealed class DraftRates(PortalDbContext db, BusinessClock clock)
{
    /// <param name="Json">A rate document; null for the next version of <paramref name="Code"/>.</param>
    /// <param name="Code">Schedule to draft the next version of.</param>
    public sealed record Request(string? Json, string? Code, Actor By);

    public async Task<Outcome<IReadOnlyList<RateVersion>>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Json is { } json
            ? await ImportAsync(json, request.By, ct)
            : await NextAsync(request.Code ?? "", request.By, ct);
    }

    private async Task<Outcome<IReadOnlyList<RateVersion>>> ImportAsync(string json, Actor by, CancellationToken ct)
    {
        if (RateDocument.Read(json) is Outcome<RateBook>.Refused(var refusal))
        {
            return refusal;
        }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var drafts = new List<RateVersion>();
        var parts = RateDocument.Parse(json).Parts();
        foreach (var code in parts.Select(p => p.Code).Distinct().Order(StringComparer.Ordinal))
        {
            await RateVersionChange.LockCodeAsync(db, code, ct);
        }

        foreach (var each in parts)
        {
            var there = await db.RateVersions.SingleOrDefaultAsync(
                v => v.Code == each.Code && v.Version == each.Version && v.State != RateState.Discarded, ct);
            if (there is not null && Same(there, each))
            {
                continue;
            }

            if (there is not null)
            {
                return new Refusal(
                    there.State == RateState.Released ? "Rates_VersionReleased" : "Rates_VersionDrafted",
                    each.Code, each.Version);
            }

            drafts.Add(Add(each, RateAct.Imported, by));
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return drafts;
    }

    private async Task<Outcome<IReadOnlyList<RateVersion>>> NextAsync(string code, Actor by, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        await RateVersionChange.LockCodeAsync(db, code, ct);
        var all = await db.RateVersions.Where(v => v.Code == code && v.State != RateState.Discarded).ToListAsync(ct);
        if (all.Find(v => v.State == RateState.Draft) is { } open)
        {
            return new List<RateVersion> { open };
        }

        if (all.Count == 0 && code != RateVersion.SettingsCode)
        {
            return new Refusal("Rates_NoSuchSchedule", code);
        }

        var number = all.Select(v => v.Version).DefaultIfEmpty(0).Max() + 1;
        var from = FirstOfNextMonth(all.Select(v => v.EffectiveOn).Append(clock.Today).Max());
        var next = all.Count == 0
            ? RateDocument.Of(BillingSettings.Usual with { Version = number, EffectiveOn = from })
            : RateDocument.Parse(all.MaxBy(v => (v.EffectiveOn, v.Version))!.Document).Renumbered(number, from);
        var draft = Add(next.Parts().Single(), RateAct.Drafted, by);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return new List<RateVersion> { draft };
    }

    private RateVersion Add(RatePart each, RateAct act, Actor by)
    {
        var draft = new RateVersion
        {
            Id = Guid.CreateVersion7(),
            Code = each.Code,
            EffectiveOn = each.EffectiveOn,
            Document = each.Document.ToJson(),
            DraftedBy = [by.Name],
            CreatedAt = clock.Now,
            ChangedAt = clock.Now,
        };
        db.Add(draft);
        RateVersionChange.Record(db, draft, act, by, clock.Now);
        return draft;
    }

    private static bool Same(RateVersion there, RatePart each) =>
        RateDocument.Parse(there.Document).ToJson() == each.Document.ToJson();

    private static DateOnly FirstOfNextMonth(DateOnly day) => new DateOnly(day.Year, day.Month, 1).AddMonths(1);
}
