using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>Blank resources with every key the API version serves, ready to be filled.</summary>
internal static class Shape
{
    /// <summary>A fresh copy of a blank, with its id and moment.</summary>
    public static JsonObject Of(string blank, string id, long created)
    {
        var item = JsonNode.Parse(blank)!.AsObject();
        item["id"] = id;
        item["created"] = created;
        return item;
    }

    /// <summary>Who pays: null fields when unknown.</summary>
    public static JsonObject BillingDetails(string? name, string? email, string? postalCode) => new()
    {
        ["address"] = new JsonObject
        {
            ["city"] = null,
            ["country"] = postalCode is null ? null : "US",
            ["line1"] = null,
            ["line2"] = null,
            ["postal_code"] = postalCode,
            ["state"] = null,
        },
        ["email"] = email,
        ["name"] = name,
        ["phone"] = null,
        ["tax_id"] = null,
    };

    public static string? Text(this JsonObject item, string key) => (string?)item[key];

    /// <summary>A whole number, whether read from a journal or set as one or the other kind.</summary>
    public static long Number(this JsonObject item, string key) => item[key] is not JsonValue value ? 0
        : value.TryGetValue<int>(out var small) ? small
        : value.GetValue<long>();
}
