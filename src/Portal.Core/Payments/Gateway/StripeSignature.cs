using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Core.Payments.Gateway;

/// <summary>
/// Stripe's webhook signature: HMAC-SHA256 over "t.body" with the endpoint's secret, hex in v1; any v1 and any of our
/// secrets may match, v0 never does (stripe-dotnet EventUtility).
/// </summary>
internal static class StripeSignature
{
    /// <summary>How far the signing moment may lie from now, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    private const int LongestHeader = 4096;

    /// <summary>Why the body is not believed; null when it is genuine.</summary>
    public static string? Fault(
        ReadOnlySpan<byte> body, string? header, IEnumerable<string> secrets, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(header) || header.Length > LongestHeader)
        {
            return "The signature header is missing or too long.";
        }

        if (Read(header) is not var (signedAt, signatures))
        {
            return "The signature header is malformed.";
        }

        var signed = Encoding.ASCII.GetBytes(signedAt.ToString(CultureInfo.InvariantCulture) + ".");
        byte[] message = [.. signed, .. body];
        var matches = false;
        foreach (var secret in secrets)
        {
            var right = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), message);
            foreach (var signature in signatures)
            {
                matches |= CryptographicOperations.FixedTimeEquals(right, signature);
            }
        }

        if (!matches)
        {
            return "No signature matches.";
        }

        var age = Math.Abs(now.ToUnixTimeSeconds() - signedAt);
        return age > Tolerance.TotalSeconds ? "It was signed too long ago, or in the future." : null;
    }

    /// <summary>The one moment and the well-formed v1 signatures; null when the header is not of that form.</summary>
    private static (long SignedAt, List<byte[]> Signatures)? Read(string header)
    {
        long? signedAt = null;
        var signatures = new List<byte[]>();
        foreach (var part in header.Split(','))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = at < 0 ? (part, "") : (part[..at], part[(at + 1)..]);
            if (key == "t")
            {
                if (signedAt is not null || !IsMoment(value, out var moment))
                {
                    return null;
                }

                signedAt = moment;
            }
            else if (key == "v1" && value.Length == 64 && value.All(char.IsAsciiHexDigitLower))
            {
                signatures.Add(Convert.FromHexString(value));
            }
        }

        return signedAt is { } found && signatures.Count > 0 ? (found, signatures) : null;
    }

    /// <summary>Digits only, as Stripe writes it, so that what is signed is what was written.</summary>
    private static bool IsMoment(string text, out long moment) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out moment)
        && moment.ToString(CultureInfo.InvariantCulture) == text;
}
