namespace Portal.Core.Accounts;

/// <summary>A person or business that the city serves.</summary>
public sealed class Customer
{
    public required Guid Id { get; init; }

    /// <summary>As they write it, in any script.</summary>
    public required string Name { get; set; }

    public required CustomerKind Kind { get; set; }

    /// <summary>"en" or "es": the language of their bills and letters.</summary>
    public required string Language { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public required string MailingLine1 { get; set; }

    public string? MailingLine2 { get; set; }

    public required string MailingCity { get; set; }

    public required string MailingState { get; set; }

    public required string MailingPostalCode { get; set; }

    public string MailingCountry { get; set; } = "US";

    public required DateTimeOffset CreatedAt { get; init; }
}

public enum CustomerKind
{
    Residential,
    Business,
}
