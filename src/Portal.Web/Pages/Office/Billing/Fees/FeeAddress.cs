using Portal.Core.Fees;

namespace Portal.Web.Pages.Office.Billing.Fees;

/// <summary>A fee as it stands in an address: field-visit.</summary>
public static class FeeAddress
{
    private static readonly Dictionary<string, FeeKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["new-account"] = FeeKind.NewAccount,
        ["reconnect"] = FeeKind.Reconnect,
        ["field-visit"] = FeeKind.FieldVisit,
        ["returned-item"] = FeeKind.ReturnedItem,
    };

    public static string Of(FeeKind kind) => Kinds.Single(k => k.Value == kind).Key;

    /// <returns>Null when there is no such fee.</returns>
    public static FeeKind? Read(string word) => Kinds.TryGetValue(word, out var kind) ? kind : null;
}
