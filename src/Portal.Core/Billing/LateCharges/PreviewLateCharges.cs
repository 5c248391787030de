using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.LateCharges;

/// <summary>
/// Finds everything that is late today and writes down what it would be charged. Charges nothing. The same operation
/// makes one run. Refuses when nothing is late.
/// </summary>
public sealed class PreviewLateCharges(PortalDbContext db, BusinessClock clock)
{
    /// <param name="RunId">Made with the form.</param>
    public sealed record Request(Guid RunId, Actor By);

    public async Task<Outcome<LateChargeRun>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({nameof(PreviewLateCharges)}), hashtext({$"{request.RunId}"}))",
            ct);
        var already = await db.Set<LateChargeRun>().SingleOrDefaultAsync(r => r.Id == request.RunId, ct);
        if (already is not null)
        {
            return already;
        }

        if (await db.RulesOnAsync<LateChargeRules>(MoneyRuleKind.LateCharges, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.LateCharges);
        }

        var late = await LateItems.OnAsync(db, rules, clock.Today, null, ct);
        if (late.Count == 0)
        {
            return new Refusal("Late_NothingLate");
        }

        var run = new LateChargeRun
        {
            Id = request.RunId, AsOf = clock.Today, MadeBy = request.By.Name, MadeAt = clock.Now,
        };
        db.Add(run);
        db.AddRange(late.Select(l => new LateChargeRunItem
        {
            RunId = run.Id,
            OpenItemId = l.Item.Id,
            CustomerAccountId = l.Item.CustomerAccountId,
            Family = l.Family.Code,
            Step = l.Step,
            Basis = l.Basis,
            Amount = l.Amount,
        }));
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(PreviewLateCharges), null, new
        {
            run = run.Id,
            items = late.Count,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return run;
    }
}
