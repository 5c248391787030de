using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Rules;

/// <summary>
/// Lets the newest draft of a kind hold from its day on. Released once; asked again, answers with the release. Refuses
/// whoever drafted it (maker is not checker, ck_money_rule_release_second_person), a draft that another has replaced,
/// and one whose day has passed.
/// </summary>
public sealed class ReleaseMoneyRule(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid RuleId, Actor By);

    public async Task<Outcome<MoneyRuleRelease>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.Set<MoneyRule>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == request.RuleId, ct)
            is not { } rule)
        {
            return new Refusal("Rules_NotFound");
        }

        await db.LockRulesAsync(rule.Kind, ct);
        if (await db.Set<MoneyRuleRelease>().SingleOrDefaultAsync(r => r.RuleId == rule.Id, ct) is { } already)
        {
            return already;
        }

        if (WhyNot(rule, request.By, await MoneyRuleShelf.OfAsync(db, rule.Kind, clock.Today, ct)) is { } refusal)
        {
            return refusal;
        }

        if (rule.EffectiveOn < clock.Today)
        {
            return new Refusal("Rules_DayPassed", clock.Today);
        }

        var release = new MoneyRuleRelease { RuleId = rule.Id, ReleasedBy = request.By.Name, ReleasedAt = clock.Now };
        db.Add(release);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ReleaseMoneyRule), null, new
        {
            rule = rule.Id,
            kind = $"{rule.Kind}",
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return release;
    }

    /// <summary>Why this person cannot release it; null when they can. The page says so beside the button.</summary>
    public static Refusal? WhyNot(MoneyRule rule, Actor by, MoneyRuleShelf shelf)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(shelf);
        return rule.MadeBy == by.Name ? new("Rules_SecondPerson")
            : shelf.Draft?.Id != rule.Id ? new("Rules_NewerDraft")
            : null;
    }
}
