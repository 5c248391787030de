using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Staff;

/// <summary>Who did what, when. Append-only.</summary>
public sealed class AuditEntry
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>An <see cref="Staff.Actor.Name"/>.</summary>
    public required string Actor { get; init; }

    /// <summary>The act's name, for example "PostPayment".</summary>
    public required string Act { get; init; }

    public Guid? CustomerAccountId { get; init; }

    /// <summary>Figures of the act as JSON; never secrets.</summary>
    public string Detail { get; init; } = "{}";

    /// <summary>A row about an act on an account.</summary>
    /// <param name="actor">An <see cref="Staff.Actor.Name"/>.</param>
    /// <param name="figures">Becomes JSON.</param>
    public static AuditEntry Of(DateTimeOffset at, string actor, string act, Guid? accountId, object figures) => new()
    {
        Id = Guid.CreateVersion7(),
        At = at,
        Actor = actor,
        Act = act,
        CustomerAccountId = accountId,
        Detail = System.Text.Json.JsonSerializer.Serialize(figures),
    };

    internal sealed class Table : IEntityTypeConfiguration<AuditEntry>
    {
        public void Configure(EntityTypeBuilder<AuditEntry> builder) =>
            builder.Property(a => a.Detail).HasColumnType("jsonb");
    }
}

/// <summary>A member of staff looked at a customer. Append-only.</summary>
public sealed class CustomerView
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Guid StaffUserId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>Path of the page looked at.</summary>
    public required string Page { get; init; }

    /// <summary>Why: the words of who looked.</summary>
    public required string Reason { get; init; }

    /// <summary>Network address it was looked at from.</summary>
    public string? Address { get; init; }
}
