using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Billing.LateCharges;

/// <summary>
/// Posts a released run, some accounts at a time, each chunk in one transaction: what died goes on where it stopped,
/// and nothing is charged twice. Under the account's lock it looks again: what was paid or held since the preview is
/// charged less or not at all, never more. Refuses a run that nobody released.
/// </summary>
public sealed class PostLateCharges(
    PortalDbContext db, WriteLateCharge write, ApplyCredit applyCredit, BusinessClock clock)
{
    /// <summary>Accounts locked at once.</summary>
    public const int AccountsPerChunk = 50;

    /// <returns>How many accounts this call was done with; zero when the run is complete.</returns>
    public async Task<Outcome<int>> RunAsync(Guid runId, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var run = await db.Set<LateChargeRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId, ct);
        var release = await db.Set<LateChargeRunRelease>().AsNoTracking()
            .SingleOrDefaultAsync(r => r.RunId == runId, ct);
        if (run is null || release is null)
        {
            return new Refusal("Late_NotReleased");
        }

        var chunk = await Waiting(runId).OrderBy(a => a).Take(AccountsPerChunk).ToListAsync(ct);
        var accounts = await db.LockAccountsAsync(chunk, ct);
        var waiting = await Waiting(runId).Where(a => chunk.Contains(a)).ToListAsync(ct);
        if (await db.RulesOnAsync<LateChargeRules>(MoneyRuleKind.LateCharges, run.AsOf, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.LateCharges);
        }

        var late = await LateItems.OnAsync(db, rules, run.AsOf, waiting, ct);
        var previewed = (await db.Set<LateChargeRunItem>().AsNoTracking()
            .Where(i => i.RunId == runId && waiting.Contains(i.CustomerAccountId)).ToListAsync(ct))
            .ToDictionary(i => (i.OpenItemId, i.Family, i.Step));
        foreach (var account in accounts.Where(a => waiting.Contains(a.Id)))
        {
            var mine = late.Where(l => l.Item.CustomerAccountId == account.Id
                && previewed.TryGetValue((l.Item.Id, l.Family.Code, l.Step), out var seen) && l.Basis <= seen.Basis);
            var charged = await ChargeAsync(account, run, rules, [.. mine], new Actor(release.ReleasedBy), ct);
            db.Add(new LateChargeRunAccount
            {
                RunId = runId, CustomerAccountId = account.Id, Charged = charged, DoneAt = clock.Now,
            });
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return chunk.Count;
    }

    private IQueryable<Guid> Waiting(Guid runId) =>
        db.Set<LateChargeRunItem>()
            .Where(i => i.RunId == runId && !db.Set<LateChargeRunAccount>()
                .Any(a => a.RunId == runId && a.CustomerAccountId == i.CustomerAccountId))
            .Select(i => i.CustomerAccountId).Distinct();

    private async Task<Usd> ChargeAsync(
        CustomerAccount account, LateChargeRun run, LateChargeRules rules, IReadOnlyList<LateItems.Late> late, Actor by,
        CancellationToken ct)
    {
        var (charged, no) = (Usd.Zero, 0);
        foreach (var bill in late.GroupBy(l => (l.Item.SourceId, l.Family.Code)))
        {
            var cause = new WriteLateCharge.Cause(run.Id, ++no, new Actor(run.MadeBy))
            {
                ApprovedBy = by, RunId = run.Id,
            };
            var adjustment = await write.RunAsync(account, cause, [.. bill], rules, ct);
            charged += adjustment.Amount;
        }

        if (charged.IsPositive)
        {
            await applyCredit.RunAsync(account, run.Id, "a late charge", by, ct);
        }

        return charged;
    }
}
