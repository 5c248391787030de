using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Delinquency.Runs;
using Portal.Core.Requests;

namespace Portal.Core.Delinquency.Orders;

/// <summary>
/// Says at a minute of the city's clock everything that keeps an account from being shut off: the pack's days, hours
/// and notices, holds, money on its way, news from the processor that nobody has read yet. Codes, each with words under
/// Skipped_. The database asks the same in its own words (shut_off_why_not) and refuses the dispatch.
/// </summary>
public static class RetestAtDispatch
{
    /// <summary>All reasons; none when it may be shut off.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        PortalDbContext db, DelinquencyCase @case, DateTime at, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(@case);
        var document = await db.Set<PackVersion>().Where(p => p.Id == @case.PackId).Select(p => p.Document)
            .SingleAsync(ct);
        if (RulePack.Read(document).Ladder(@case.Ladder) is not { } ladder) { return ["no_ladder"]; }

        var calendar = new ShutOffCalendar(await OfficeDays.OfAsync(db, ct));
        var day = DateOnly.FromDateTime(at);
        var facts = (await LoadCaseFacts.OnAsync(db, day, [@case.CustomerAccountId], ct)).SingleOrDefault();
        return
        [
            .. DaysAndHours(@case, ladder, calendar, at),
            .. await NoticesAsync(db, @case, ladder, calendar, at, ct),
            .. facts?.Holds.Select(h => $"hold_{h}") ?? [],
            .. facts?.IsLapsed == true ? ["lapsed"] : Array.Empty<string>(),
            .. await MoneyAsync(db, @case, ct),
        ];
    }

    private static IEnumerable<string> DaysAndHours(
        DelinquencyCase @case, PackLadder ladder, ShutOffCalendar calendar, DateTime at)
    {
        var (day, time) = (DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at));
        if (@case.State is not (CaseState.Final or CaseState.FailedOrder or CaseState.Ordered))
        {
            yield return "state";
        }

        if (day <= @case.DueOn.AddDays(ladder.DelinquentDays)) { yield return "delinquent_days"; }

        if (@case.ShutOffOn is not { } printed || day < printed) { yield return "printed_day"; }

        if (!calendar.Allows(day, ladder)) { yield return "day"; }

        if (time < ladder.ShutOff.From || time >= ladder.ShutOff.Until) { yield return "hours"; }
    }

    private static async Task<List<string>> NoticesAsync(
        PortalDbContext db, DelinquencyCase @case, PackLadder ladder, ShutOffCalendar calendar, DateTime at,
        CancellationToken ct)
    {
        var given = await TakeLadderStep.GivenAsync(db, @case.Id, ct);
        var reached = await ContactAsync(db, @case.Id, ct);
        var missing = ladder.Steps
            .Where(s => s.Kind is StepKind.Disconnection or StepKind.Final)
            .Where(s => s.OnlyIn is null || s.OnlyIn.Holds(DateOnly.FromDateTime(at)))
            .Where(s => !given.TryGetValue(s.Code, out var on) || NoticePlan.Over(s, on, calendar) > at)
            .Select(s => s.Code).ToList();
        if (ladder.Step(StepKind.Contact) is { } contact
            && !(reached is { } spoken && NoticePlan.Over(contact, spoken, calendar) <= at)
            && !(ladder.Step(StepKind.Posting) is { } posting && given.TryGetValue(posting.Code, out var posted)
                && NoticePlan.Over(posting, posted, calendar) <= at))
        {
            missing.Add("contact");
        }

        return missing;
    }

    /// <summary>When somebody was first spoken to since the notices last began anew.</summary>
    private static async Task<DateTime?> ContactAsync(PortalDbContext db, Guid caseId, CancellationToken ct)
    {
        var since = await db.Set<DelinquencyStep>()
            .Where(s => s.CaseId == caseId && s.Event == CaseEvent.Restart).MaxAsync(s => (int?)s.No, ct) ?? 0;
        return await db.Set<DelinquencyStep>()
            .Where(s => s.CaseId == caseId && s.No > since && s.Event == CaseEvent.Reach)
            .MinAsync(s => (DateTime?)s.AtCity, ct);
    }

    private static async Task<List<string>> MoneyAsync(PortalDbContext db, DelinquencyCase @case, CancellationToken ct)
    {
        var found = new List<string>();
        if (!(await db.AmountToStopAsync(@case.Id, ct)).IsPositive) { found.Add("paid"); }

        if (await db.PaymentAttemptShares.AnyAsync(
            s => s.CustomerAccountId == @case.CustomerAccountId && s.IsLive, ct)) { found.Add("checkout_open"); }

        // Until all news is read nobody knows who has just paid.
        if (await db.Set<Payments.WebhookEvent>().AnyAsync(e => e.State == Payments.WebhookEventState.Waiting, ct))
        {
            found.Add("news_unread");
        }

        return found;
    }
}
