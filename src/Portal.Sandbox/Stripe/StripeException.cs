using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>An answer of the API that says no, with Stripe's error body.</summary>
public sealed class StripeException(int status, string type, string? code, string message, string? param = null)
    : Exception(message)
{
    public int Status => status;

    public string? Code => code;

    /// <summary>Why a bank declined a card: insufficient_funds, lost_card, …</summary>
    public string? DeclineCode { get; init; }

    /// <summary>The payment or setup intent that the error is about, as served.</summary>
    public (string Name, JsonObject Intent)? About { get; init; }

    /// <summary>
    /// Whether the work had begun, so that the answer is stored under its idempotency key; refused parameters and
    /// clashes are not.
    /// </summary>
    public bool Stored => type is "card_error" or "api_error";

    public static StripeException BadParameter(string message, string? param, string? code = null) =>
        new(400, "invalid_request_error", code ?? "parameter_invalid", message, param);

    public static StripeException MissingParameter(string param) =>
        new(400, "invalid_request_error", "parameter_missing", $"Missing required param: {param}.", param);

    public static StripeException Missing(string kind, string id, string? param) =>
        new(param is null ? 404 : 400, "invalid_request_error", "resource_missing", $"No such {kind}: '{id}'",
            param ?? "id");

    /// <summary>The body: {"error":{"type","code","message","param",…}}.</summary>
    public JsonObject Body(string requestId)
    {
        var error = new JsonObject { ["type"] = type, ["message"] = Message };
        Add(error, "code", code);
        Add(error, "decline_code", DeclineCode);
        Add(error, "param", param);
        error["request_log_url"] = $"https://dashboard.stripe.com/test/logs/{requestId}";
        if (code is not null)
        {
            error["doc_url"] = $"https://docs.stripe.com/error-codes/{code.Replace('_', '-')}";
        }

        if (About is var (name, intent))
        {
            error[name] = intent.DeepClone();
        }

        return new JsonObject { ["error"] = error };
    }

    private static void Add(JsonObject error, string key, string? value)
    {
        if (value is not null)
        {
            error[key] = value;
        }
    }
}
