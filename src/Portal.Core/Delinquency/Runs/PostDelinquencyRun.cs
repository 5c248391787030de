using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Requests;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency.Runs;

/// <summary>
/// Does a released run, some accounts at a time, each chunk in one transaction: what died goes on where it stopped, and
/// nobody is noticed twice. Under the account's lock it looks again: who paid, was held, or is at another step by now
/// is skipped, with the reason. Refuses a run that nobody released, and goes on with it only on its day.
/// </summary>
public sealed class PostDelinquencyRun(PortalDbContext db, TakeLadderStep take, BusinessClock clock)
{
    /// <summary>Accounts locked at once.</summary>
    public const int AccountsPerChunk = 50;

    /// <returns>How many accounts this call was done with; zero when the run is complete.</returns>
    public async Task<Outcome<int>> RunAsync(Guid runId, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var run = await db.Set<DelinquencyRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId, ct);
        var release = await db.Set<DelinquencyRunRelease>().AsNoTracking()
            .SingleOrDefaultAsync(r => r.RunId == runId, ct);
        if (run is null || release is null) { return new Refusal("Delinquency_NotReleased"); }

        var chunk = await Waiting(runId).Select(i => i.CustomerAccountId).Order().Take(AccountsPerChunk)
            .ToListAsync(ct);
        await db.LockAccountsAsync(chunk, ct);
        var waiting = await Waiting(runId).Where(i => chunk.Contains(i.CustomerAccountId)).ToListAsync(ct);
        var accounts = waiting.Select(i => i.CustomerAccountId).ToList();
        var facts = (await LoadCaseFacts.OnAsync(db, clock.Today, accounts, ct)).ToDictionary(f => f.AccountId);
        var rules = await RulesAsync(ct);
        foreach (var item in waiting)
        {
            db.Add(new DelinquencyRunAccount
            {
                RunId = runId,
                CustomerAccountId = item.CustomerAccountId,
                Skipped = run.AsOf != clock.Today ? "another_day"
                    : await DoAsync(item, facts.GetValueOrDefault(item.CustomerAccountId), rules, release, ct),
                DoneAt = clock.Now,
            });
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return waiting.Count;
    }

    /// <summary>Those that move and are not done with; who was skipped in the preview is not looked at again.</summary>
    private IQueryable<DelinquencyRunItem> Waiting(Guid runId) =>
        db.Set<DelinquencyRunItem>().AsNoTracking().Where(i => i.RunId == runId && i.Event != null
            && !db.Set<DelinquencyRunAccount>()
                .Any(a => a.RunId == runId && a.CustomerAccountId == i.CustomerAccountId));

    private async Task<Rules> RulesAsync(CancellationToken ct) => new(
        await db.PacksAsync(ct), (await db.PackOnAsync(clock.Today, ct))?.Id,
        new ShutOffCalendar(await OfficeDays.OfAsync(db, ct)));

    private async Task<string?> DoAsync(
        DelinquencyRunItem item, CaseFacts? facts, Rules rules, DelinquencyRunRelease release, CancellationToken ct)
    {
        if (facts is null) { return "paid"; }

        if ((facts.Case?.PackId ?? rules.InForce) is not { } packId) { return "no_pack"; }

        var next = NextStep.Of(facts, rules.Packs[packId], rules.Calendar, clock.Today);
        if (next.Event != item.Event || next.Step?.Code != item.StepCode) { return next.Skipped ?? "changed"; }

        var why = await take.RunAsync(
            facts, next, new(packId, rules.Packs[packId], rules.Calendar), new Actor(release.ReleasedBy), ct);
        return why?.Key;
    }

    private sealed record Rules(Dictionary<Guid, RulePack> Packs, Guid? InForce, ShutOffCalendar Calendar);
}
