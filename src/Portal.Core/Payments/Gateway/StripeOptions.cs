namespace Portal.Core.Payments.Gateway;

/// <summary>How the portal reaches Stripe: configuration section "Stripe".</summary>
public sealed class StripeOptions
{
    /// <summary>The API version the adapter was written for; pinned on every call.</summary>
    public const string ApiVersion = "2026-07-29.dahlia";

    /// <summary>https://api.stripe.com, or the sandbox's address.</summary>
    public string ApiUrl { get; set; } = "https://api.stripe.com";

    public string SecretKey { get; set; } = "";

    /// <summary>All secrets that may sign webhooks; two while one is being changed.</summary>
    public IList<string> WebhookSecrets { get; } = [];

    /// <summary>Where the checkout page lives, for the form-action of our pages (practice.md §1.7).</summary>
    public string CheckoutOrigin { get; set; } = "https://checkout.stripe.com";

    /// <summary>Whether the key moves real money.</summary>
    public bool IsLive => SecretKey.StartsWith("sk_live_", StringComparison.Ordinal)
        || SecretKey.StartsWith("rk_live_", StringComparison.Ordinal);

    /// <summary>What is wrong with these settings; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (!Uri.TryCreate(ApiUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            yield return "Stripe:ApiUrl is not a web address.";
        }
        else if (IsLive && url.Scheme != "https")
        {
            yield return "Stripe:ApiUrl must be https with a live key.";
        }

        if (string.IsNullOrWhiteSpace(SecretKey))
        {
            yield return "Stripe:SecretKey is missing.";
        }

        if (WebhookSecrets.Count == 0 || WebhookSecrets.Any(string.IsNullOrWhiteSpace))
        {
            yield return "Stripe:WebhookSecrets needs at least one secret, and no empty one.";
        }
    }
}
