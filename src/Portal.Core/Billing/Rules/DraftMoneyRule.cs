using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Rules;

/// <summary>
/// Writes down what is to hold from a day on. It holds nothing until somebody else releases it. The same operation
/// drafts once. Refuses a document that is no rule of its kind, what holds already, and a day that has passed: nobody
/// is judged by a rule that was not there.
/// </summary>
public sealed class DraftMoneyRule(PortalDbContext db, BusinessClock clock)
{
    /// <param name="RuleId">Made with the form.</param>
    /// <param name="Document">The whole rule as JSON.</param>
    public sealed record Request(Guid RuleId, MoneyRuleKind Kind, DateOnly EffectiveOn, string Document, Actor By);

    public async Task<Outcome<MoneyRule>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockRulesAsync(request.Kind, ct);
        if (await db.Set<MoneyRule>().SingleOrDefaultAsync(r => r.Id == request.RuleId, ct) is { } already)
        {
            return already;
        }

        if (MoneyRuleShape.WhyNot(request.Kind, request.Document) is { } refusal)
        {
            return refusal;
        }

        if (request.EffectiveOn < clock.Today)
        {
            return new Refusal("Rules_DayPassed", clock.Today);
        }

        var shelf = await MoneyRuleShelf.OfAsync(db, request.Kind, clock.Today, ct);
        if (shelf.Coming is null && shelf.InForce is { } now
            && MoneyRuleDifference.Between(now.Document, request.Document).Count == 0)
        {
            return new Refusal("Rules_SameAsNow");
        }

        var rule = new MoneyRule
        {
            Id = request.RuleId,
            Kind = request.Kind,
            EffectiveOn = request.EffectiveOn,
            Document = request.Document,
            MadeBy = request.By.Name,
            MadeAt = clock.Now,
        };
        db.Add(rule);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(DraftMoneyRule), null, new
        {
            rule = rule.Id,
            kind = $"{rule.Kind}",
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return rule;
    }
}
