using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Data;

namespace Portal.Core.Billing.Rules;

/// <summary>
/// A version of the city's rules about one kind of money, as JSON. It holds from <see cref="EffectiveOn"/> on once a
/// second person has released it. Never changed: a newer version replaces it.
/// </summary>
public sealed class MoneyRule
{
    public required Guid Id { get; init; }

    public required MoneyRuleKind Kind { get; init; }

    public required DateOnly EffectiveOn { get; init; }

    public required string Document { get; init; }

    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<MoneyRule>
    {
        public void Configure(EntityTypeBuilder<MoneyRule> builder) =>
            builder.Property(r => r.Document).HasColumnType("jsonb");
    }
}

/// <summary>What a rule is about; each has a document of its own shape.</summary>
public enum MoneyRuleKind
{
    Adjustments,
    LateCharges,
    Fees,
    SecurityDeposits,
    Leaks,
    BudgetBilling,
    Arrangements,
    ReliefFund,
    PaymentFees,
    Returns,
    Refunds,
    Unclaimed,
}

/// <summary>A rule let into force by someone other than its maker.</summary>
public sealed class MoneyRuleRelease
{
    public required Guid RuleId { get; init; }

    public required string ReleasedBy { get; init; }

    public required DateTimeOffset ReleasedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<MoneyRuleRelease>
    {
        public void Configure(EntityTypeBuilder<MoneyRuleRelease> builder)
        {
            builder.HasKey(r => r.RuleId);
            builder.HasOne<MoneyRule>().WithOne().HasForeignKey<MoneyRuleRelease>(x => x.RuleId);
        }
    }
}

/// <summary>Which rules hold on a day.</summary>
public static class MoneyRules
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>
    /// The rules of a kind on a day; null when none is released: <see cref="MoneyRuleShelf.NoneYet"/> says so.
    /// </summary>
    /// <typeparam name="T">The shape of the kind's document.</typeparam>
    public static async Task<T?> RulesOnAsync<T>(
        this PortalDbContext db, MoneyRuleKind kind, DateOnly day, CancellationToken ct)
        where T : class
    {
        return await db.RuleOnAsync(kind, day, ct) is { } rule ? Read<T>(rule.Document) : null;
    }

    /// <summary>The version of a kind that holds on a day; null when none was ever released.</summary>
    public static Task<MoneyRule?> RuleOnAsync(
        this PortalDbContext db, MoneyRuleKind kind, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.RulesBy(kind, day).AsNoTracking().FirstOrDefaultAsync(ct);
    }

    /// <summary>The released versions of a kind by a day, the one that holds first.</summary>
    public static IQueryable<MoneyRule> RulesBy(this PortalDbContext db, MoneyRuleKind kind, DateOnly day) =>
        from rule in db.Set<MoneyRule>()
        join release in db.Set<MoneyRuleRelease>() on rule.Id equals release.RuleId
        where rule.Kind == kind && rule.EffectiveOn <= day
        orderby rule.EffectiveOn descending, release.ReleasedAt descending, rule.Id descending
        select rule;

    /// <summary>A document of rules as values.</summary>
    /// <typeparam name="T">Its shape.</typeparam>
    /// <exception cref="JsonException">It is not of that shape.</exception>
    public static T Read<T>(string document) =>
        JsonSerializer.Deserialize<T>(document, Json) ?? throw new JsonException("A rule's document is null.");
}
