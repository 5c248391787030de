using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Accounts.Contacts;

/// <summary>One change of how a customer is named or reached. Append-only.</summary>
public sealed class ContactChange
{
    public required Guid Id { get; init; }

    public required Guid CustomerId { get; init; }

    public required ContactPart Part { get; init; }

    /// <summary>In one line, as it is shown; null where there was nothing.</summary>
    public required string? Before { get; init; }

    /// <summary>In one line, as it is shown; null where it was taken off.</summary>
    public required string? After { get; init; }

    /// <summary>A <see cref="Staff.Actor.Name"/>.</summary>
    public required string ChangedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ContactChange>
    {
        public void Configure(EntityTypeBuilder<ContactChange> builder) =>
            builder.HasOne<Customer>().WithMany().HasForeignKey(x => x.CustomerId);
    }
}

public enum ContactPart
{
    MailingAddress,
    Email,
    Phone,
    /// <summary>The name they go by.</summary>
    Name,

    Language,

    /// <summary>The name their accounts are held in; changed by the office, with its document.</summary>
    LegalName,
}
