namespace Portal.Core.Mail.Bounces;

/// <summary>What a mail that came back says.</summary>
/// <param name="Recipients">In the order they are told, each address once; at most 100.</param>
/// <param name="MessageIds">Of the mails that are told of or returned, without angle brackets.</param>
/// <param name="AddressedTo">The addresses that the report itself came to.</param>
/// <param name="FeedbackType">Of a complaint (RFC 5965): "abuse", "fraud", "opt-out", "auth-failure", …</param>
public sealed record BounceReport(
    BounceKind Kind, IReadOnlyList<BouncedRecipient> Recipients, IReadOnlyList<string> MessageIds,
    IReadOnlyList<string> AddressedTo, string? FeedbackType = null)
{
    /// <summary>Of the report itself; null when it has none.</summary>
    public string? MessageId { get; init; }

    /// <summary>True of a complaint by a reader, as against a report about signatures or one that takes back.</summary>
    public bool IsOfReader =>
        Kind == BounceKind.Complaint && FeedbackType is not ("auth-failure" or "not-spam" or "dmarc");
}

/// <summary>One recipient of a report.</summary>
/// <param name="Address">Where it was to go in the end (Final-Recipient), else as it was written to.</param>
/// <param name="Original">As it was written to (Original-Recipient); null when not told.</param>
/// <param name="Action">"failed", "delayed", "delivered", "relayed" or "expanded" (RFC 3464 §2.3.3), as told.</param>
/// <param name="Status">The enhanced code (RFC 3463) as told; of a mail that tells none, from its words.</param>
/// <param name="Class">What it means for the address.</param>
/// <param name="Diagnostic">What the other server said, one line; null when it is not told.</param>
public sealed record BouncedRecipient(
    string Address, string? Original, string? Action, string? Status, BounceClass Class, string? Diagnostic);

/// <summary>What kind of mail came back.</summary>
public enum BounceKind
{
    /// <summary>At least one recipient was given up.</summary>
    Failed,

    /// <summary>The other server goes on trying.</summary>
    Delayed,

    /// <summary>It was delivered, or handed on to where no reports come from.</summary>
    Delivered,

    /// <summary>The reader, or the provider for them, complains (RFC 5965).</summary>
    Complaint,

    /// <summary>Out of office, and the like (RFC 3834).</summary>
    AutomaticReply,

    /// <summary>None of these.</summary>
    Other,
}

/// <summary>What a report means for an address.</summary>
public enum BounceClass
{
    /// <summary>It did not fail.</summary>
    None,

    /// <summary>Nobody will ever read mail there.</summary>
    Hard,

    /// <summary>A full mailbox, a server away, a mail too large: another may arrive.</summary>
    Soft,

    /// <summary>The other side does not want mail of ours, or of this shape: that is not about the address.</summary>
    Policy,
}
