using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency.Runs;

/// <summary>
/// Takes one step of one account's ladder inside the caller's transaction, under the account's lock: opens or closes
/// the case, or writes the notice, its copies, and the day that it prints. Refuses where the notice cannot be written.
/// </summary>
public sealed class TakeLadderStep(PortalDbContext db, GiveNotice give, BusinessClock clock)
{
    /// <summary>By what an account is judged.</summary>
    public sealed record Rules(Guid PackId, RulePack Pack, ShutOffCalendar Calendar);

    /// <returns>Why it was not taken; null when it was.</returns>
    public async Task<Refusal?> RunAsync(
        CaseFacts facts, NextStep next, Rules rules, Actor by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(rules);
        if (next.Event == CaseEvent.FallPastDue)
        {
            await OpenAsync(facts, rules, by, ct);
            return null;
        }

        if (await db.LockCaseAsync(facts.AccountId, ct) is not { } open) { return new("Delinquency_NoCase"); }

        if (DelinquencyMoves.Next(open.State, next.Event!.Value) is null) { return new("Delinquency_NotNow"); }

        return next.Step is { } step
            ? await NoticeAsync(open, next.Event.Value, step, rules, by, ct)
            : await MoveAsync(open, next.Event.Value, by, ct);
    }

    private async Task OpenAsync(CaseFacts facts, Rules rules, Actor by, CancellationToken ct)
    {
        var due = facts.DueOn!.Value;
        var mailed = facts.BillMailedOn is { } day && day < due ? day : due;
        var open = new DelinquencyCase
        {
            Id = Guid.CreateVersion7(),
            CustomerAccountId = facts.AccountId,
            PackId = rules.PackId,
            Ladder = rules.Pack.LadderFor(facts.Services)!.Code,
            BillMailedOn = mailed,
            DueOn = due,
            AskedOn = clock.Today,
            State = CaseState.Current,
            OpenedOn = clock.Today,
            ChangedAt = clock.Now,
        };
        db.Add(open);
        await db.TakeStepAsync(open, CaseEvent.FallPastDue, new(by), clock, ct);
        await db.SaveChangesAsync(ct);
    }

    private async Task<Refusal?> MoveAsync(DelinquencyCase open, CaseEvent happened, Actor by, CancellationToken ct)
    {
        await db.TakeStepAsync(open, happened, new(by), clock, ct);
        await db.SaveChangesAsync(ct);
        return null;
    }

    private async Task<Refusal?> NoticeAsync(
        DelinquencyCase open, CaseEvent happened, PackStep step, Rules rules, Actor by, CancellationToken ct)
    {
        if (happened == CaseEvent.Notice) { open.AskedOn = clock.Today; }

        var day = await ShutOffDayAsync(open, step, rules, ct);
        if (step.Kind is StepKind.Disconnection or StepKind.Final)
        {
            open.ShutOffOn = open.ShutOffOn is { } printed && printed > day ? printed : day;
        }

        await db.SaveChangesAsync(ct);
        var given = await give.RunAsync(new(open, step, rules.Pack, open.ShutOffOn ?? day, by), ct);
        if (given is Outcome<Guid>.Refused(var refusal)) { return refusal; }

        await db.TakeStepAsync(
            open, happened,
            new(by) { StepCode = step.Code, NoticeId = ((Outcome<Guid>.Done)given).Value }, clock, ct);
        await db.SaveChangesAsync(ct);
        return null;
    }

    /// <summary>The day printed: the first one that this step and those given before it allow.</summary>
    private async Task<DateOnly> ShutOffDayAsync(
        DelinquencyCase open, PackStep step, Rules rules, CancellationToken ct)
    {
        var given = await GivenAsync(db, open.Id, ct);
        given[step.Code] = clock.InCity(clock.Now).DateTime;
        var plan = NoticePlan.For(
            rules.Pack.Ladder(open.Ladder)!,
            new(open.BillMailedOn, open.DueOn) { Given = given, From = clock.Today }, rules.Calendar);
        return plan.ShutOffOn;
    }

    /// <summary>When each step of a case was last taken, since its notices last began anew.</summary>
    internal static async Task<Dictionary<string, DateTime>> GivenAsync(
        PortalDbContext db, Guid caseId, CancellationToken ct)
    {
        var since = await db.Set<DelinquencyStep>()
            .Where(s => s.CaseId == caseId && s.Event == CaseEvent.Restart).MaxAsync(s => (int?)s.No, ct) ?? 0;
        return await db.Set<DelinquencyStep>()
            .Where(s => s.CaseId == caseId && s.No > since && s.StepCode != null)
            .GroupBy(s => s.StepCode!)
            .Select(g => new { Code = g.Key, At = g.Max(s => s.AtCity) })
            .ToDictionaryAsync(g => g.Code, g => g.At, ct);
    }
}
