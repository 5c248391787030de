using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Sandbox.Webhooks;

/// <summary>The signature header of a webhook: HMAC-SHA256 over "t.body", hex.</summary>
public static class WebhookSignature
{
    public const string HeaderName = "Stripe-Signature";

    public static string Header(string secret, ReadOnlySpan<byte> body, DateTimeOffset at)
    {
        var moment = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] message = [.. Encoding.ASCII.GetBytes(moment + "."), .. body];
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), message);
        return $"t={moment},v1={Convert.ToHexStringLower(signature)}";
    }
}
