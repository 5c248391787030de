using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Reads.Validation;

/// <summary>
/// Changes one threshold by which reads are judged (domain §1.5), with a reason; what it was stays. The next
/// validation goes by it. The same operation changes it once. Refuses an unknown name, a figure out of range, a
/// threshold that somebody changed after it was looked at, no reason.
/// </summary>
public sealed class ChangeReadRule(PortalDbContext db, BusinessClock clock)
{
    private const decimal Most = 10_000m;

    /// <param name="ValueSeen">What the page showed.</param>
    public sealed record Request(
        Guid OperationId, string Name, decimal Value, decimal ValueSeen, string Reason, Actor By);

    public async Task<Outcome<ReadRuleSetting>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var setting = await db.Set<ReadRuleSetting>()
            .FromSql($"select * from read_rule_setting where name = {request.Name} for update")
            .SingleOrDefaultAsync(ct);
        if (setting is null) { return new Refusal("Reads_NoSuchRule"); }

        if (await db.Set<ReadRuleChange>().AnyAsync(c => c.Id == request.OperationId, ct)) { return setting; }

        if (WhyNot(request, setting) is { } refusal) { return refusal; }

        db.Add(new ReadRuleChange
        {
            Id = request.OperationId,
            Name = setting.Name,
            Was = setting.Value,
            Now = request.Value,
            Reason = request.Reason.Trim(),
            ChangedAt = clock.Now,
            ChangedBy = request.By.Name,
        });
        db.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(),
            At = clock.Now,
            Actor = request.By.Name,
            Act = nameof(ChangeReadRule),
            Detail = JsonSerializer.Serialize(new { setting.Name, Was = setting.Value, Now = request.Value }),
        });
        (setting.Value, setting.ChangedAt, setting.ChangedBy) = (request.Value, clock.Now, request.By.Name);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return setting;
    }

    private static Refusal? WhyNot(Request request, ReadRuleSetting setting) =>
        string.IsNullOrWhiteSpace(request.Reason) ? new("Reads_ReasonMissing")
        : request.ValueSeen != setting.Value ? new("Reads_RuleChanged", setting.Value)
        : request.Value is < 0m or > Most || request.Value == setting.Value
            || (IsWhole(setting.Name) && request.Value != decimal.Truncate(request.Value))
            ? new("Reads_RuleRange", Most)
        : null;

    /// <summary>True for what is counted: days and estimates.</summary>
    private static bool IsWhole(string name) =>
        name is "most_estimates" || name.EndsWith("_days", StringComparison.Ordinal);
}

/// <summary>What a threshold was, who changed it and why. Append-only.</summary>
public sealed class ReadRuleChange
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required decimal Was { get; init; }

    public required decimal Now { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required string ChangedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ReadRuleChange>
    {
        public void Configure(EntityTypeBuilder<ReadRuleChange> builder) =>
            builder.HasOne<ReadRuleSetting>().WithMany().HasForeignKey(c => c.Name);
    }
}
