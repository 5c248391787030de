namespace Portal.Core.Notices;

/// <summary>
/// The kinds of notice that the portal comes with, and the elements without which a version of one may not be used,
/// whatever a pack of rules adds when it is sent. From California's Health and Safety Code 116908 and Public Utilities
/// Code 10010.1, the most demanding of the packs.
/// </summary>
public static class NoticeKinds
{
    private static readonly string[] BeforeShutOff =
    [
        "customer_name_address", "service_address", "amount", "date", "extension", "appeal", "complaint",
        "payment_plan", "assistance", "medical", "restore", "phone",
    ];

    private static readonly Dictionary<string, string[]> Elements = new(StringComparer.Ordinal)
    {
        ["reminder"] = ["customer_name_address", "amount", "date", "phone"],
        ["past_due"] = ["customer_name_address", "amount", "date", "payment_plan", "assistance", "appeal", "phone"],
        ["disconnection"] = BeforeShutOff,
        ["final"] = BeforeShutOff,
        ["contact_posting"] = ["service_address", "amount", "date", "payment_plan", "assistance", "phone"],
        ["occupant"] = ["service_address", "date", "occupant_rights", "phone"],
        ["shut_off_done"] = ["service_address", "amount", "restore", "phone"],
        ["restored"] = ["service_address", "phone"],
        ["broken_arrangement"] = ["customer_name_address", "amount", "date", "appeal", "phone"],
        // Of the ladder no step: money of a customer that nobody came for (Cal. Gov. Code 50050-50052).
        ["unclaimed"] = ["customer_name_address", "account", "unclaimed_amount", "claim_by", "phone"],
    };

    /// <summary>Their codes, in the order of the ladder.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Elements.Keys];

    /// <summary>Elements that every version of a kind must have; none for a kind that the city added.</summary>
    public static IReadOnlyList<string> RequiredOf(string kind) => Elements.GetValueOrDefault(kind) ?? [];
}
