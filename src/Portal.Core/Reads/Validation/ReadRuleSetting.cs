using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Data;

namespace Portal.Core.Reads.Validation;

/// <summary>One threshold of validation, as the city sets it.</summary>
public sealed class ReadRuleSetting
{
    public required string Name { get; init; }

    public required decimal Value { get; set; }

    public DateTimeOffset? ChangedAt { get; set; }

    public string? ChangedBy { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ReadRuleSetting>
    {
        public void Configure(EntityTypeBuilder<ReadRuleSetting> builder) => builder.HasKey(s => s.Name);
    }
}

/// <summary>All thresholds, by what they say.</summary>
/// <param name="MostEstimates">Estimates in a row; one more needs a visit.</param>
/// <param name="OverrideLimit">Units by which one person may move a read; more needs a second person.</param>
public sealed record ReadLimits(int MostEstimates, decimal OverrideLimit)
{
    public static async Task<ReadLimits> NowAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var values = await db.Set<ReadRuleSetting>().AsNoTracking().ToDictionaryAsync(s => s.Name, s => s.Value, ct);
        return new((int)values["most_estimates"], values["override_limit"]);
    }
}
