using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Billing.Rules;

/// <summary>The versions of one kind of rule that matter today.</summary>
/// <param name="InForce">Null when the city has none.</param>
/// <param name="Coming">Released for a later day.</param>
/// <param name="Draft">The newest that nobody has released, unless a release came after it.</param>
public sealed record MoneyRuleShelf(MoneyRuleKind Kind, MoneyRule? InForce, MoneyRule? Coming, MoneyRule? Draft)
{
    /// <summary>What is refused while the city has no rule of a kind, and who can change that.</summary>
    public static Refusal NoneYet(MoneyRuleKind kind) => new($"Rules_None{kind}");

    public static async Task<MoneyRuleShelf> OfAsync(
        PortalDbContext db, MoneyRuleKind kind, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var released = await (
            from rule in db.Set<MoneyRule>()
            join release in db.Set<MoneyRuleRelease>() on rule.Id equals release.RuleId
            where rule.Kind == kind
            orderby rule.EffectiveOn descending, release.ReleasedAt descending, rule.Id descending
            select new { rule, release.ReleasedAt }).AsNoTracking().ToListAsync(ct);
        var draft = await db.Set<MoneyRule>().AsNoTracking()
            .Where(r => r.Kind == kind && !db.Set<MoneyRuleRelease>().Any(x => x.RuleId == r.Id))
            .OrderByDescending(r => r.MadeAt).ThenByDescending(r => r.Id).FirstOrDefaultAsync(ct);
        return new(
            kind,
            released.FirstOrDefault(r => r.rule.EffectiveOn <= today)?.rule,
            released.FirstOrDefault(r => r.rule.EffectiveOn > today)?.rule,
            released.Any(r => r.ReleasedAt > draft?.MadeAt) ? null : draft);
    }
}

/// <summary>One thing that two documents say differently.</summary>
/// <param name="Path">Where: <c>limits.correction</c>.</param>
/// <param name="Was">Null where it was not said.</param>
/// <param name="Now">Null where it is not said any more.</param>
public sealed record MoneyRuleDifference(string Path, string? Was, string? Now)
{
    public static IReadOnlyList<MoneyRuleDifference> Between(string was, string now)
    {
        var (before, after) = (Said(was), Said(now));
        return
        [
            .. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
                .Select(path => new MoneyRuleDifference(
                    path, before.GetValueOrDefault(path), after.GetValueOrDefault(path)))
                .Where(d => d.Was != d.Now),
        ];
    }

    /// <summary>Everything a document says, by where it says it.</summary>
    public static IReadOnlyDictionary<string, string> Said(string document)
    {
        var said = new Dictionary<string, string>();
        using var json = JsonDocument.Parse(document);
        Add(json.RootElement, "");
        return said;

        void Add(JsonElement element, string path)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in element.EnumerateObject())
                    {
                        Add(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}");
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (var (place, item) in element.EnumerateArray().Index())
                    {
                        Add(item, $"{path}[{place + 1}]");
                    }

                    break;
                default: said[path] = element.ToString(); break;
            }
        }
    }
}

/// <summary>One change at a time to the rules of a kind.</summary>
internal static class MoneyRuleLock
{
    internal static Task LockRulesAsync(this PortalDbContext db, MoneyRuleKind kind, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('money_rule'), {(int)kind})", ct);
}
