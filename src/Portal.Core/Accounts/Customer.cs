using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Accounts;

/// <summary>A person or business that the city serves.</summary>
public sealed class Customer
{
    public required Guid Id { get; init; }

    /// <summary>As they write it, in any script.</summary>
    public required string Name { get; set; }

    /// <summary>The name they go by, where it is another.</summary>
    public string? KnownAs { get; set; }

    /// <summary>How letters greet them and envelopes name them.</summary>
    public string Addressee => KnownAs ?? Name;

    public required CustomerKind Kind { get; set; }

    /// <summary>"en" or "es": the language of their bills and letters.</summary>
    public required string Language { get; set; }

    public string? Email { get; set; }

    /// <summary>E.164 where it was typed by the customer; else as the office wrote it.</summary>
    public string? Phone { get; set; }

    public string? PhoneExtension { get; set; }

    public required string MailingLine1 { get; set; }

    public string? MailingLine2 { get; set; }

    public required string MailingCity { get; set; }

    public required string MailingState { get; set; }

    public required string MailingPostalCode { get; set; }

    public string MailingCountry { get; set; } = "US";

    public required DateTimeOffset CreatedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<Customer>
    {
        public void Configure(EntityTypeBuilder<Customer> builder) => builder.Ignore(c => c.Addressee);
    }
}

public enum CustomerKind
{
    Residential,
    Business,
}
