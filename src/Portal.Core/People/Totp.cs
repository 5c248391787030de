using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Portal.Core.People;

/// <summary>
/// Codes of authenticator apps: RFC 6238 with SHA-1, six digits, steps of 30 seconds, as every app expects.
/// </summary>
public static class Totp
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new key of 160 bits in base32.</summary>
    public static string NewKey() => ToBase32(RandomNumberGenerator.GetBytes(20));

    /// <summary>The time step a moment is in.</summary>
    public static long StepOf(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / 30;

    /// <summary>The code an app shows during one step.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Security", "CA5350", Justification = "Authenticator apps implement SHA-1; as a MAC it has not been weakened.")]
    public static string Code(string base32Key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[20];
        HMACSHA1.HashData(FromBase32(base32Key), counter, mac);
        var value = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[19] & 0xf)..]) & 0x7fffffff;
        return (value % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>Which step a typed code belongs to: now, or one step before or after for clocks that are off.</summary>
    /// <returns>Null when it is none of them.</returns>
    public static long? StepOfCode(string base32Key, string typed, DateTimeOffset now)
    {
        var digits = string.Concat(typed.Where(char.IsAsciiDigit));
        long? found = null;
        for (var step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
        {
            var same = CryptographicOperations.FixedTimeEquals(
                System.Text.Encoding.ASCII.GetBytes(
                    Code(base32Key, step)), System.Text.Encoding.ASCII.GetBytes(digits));
            found = same ? step : found;
        }

        return found;
    }

    /// <summary>What the app reads from the picture.</summary>
    public static string Uri(string base32Key, string city, string email) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(city)}:{System.Uri.EscapeDataString(email)}"
        + $"?secret={base32Key}&issuer={System.Uri.EscapeDataString(city)}&digits=6&period=30";

    internal static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var letters = new System.Text.StringBuilder();
        int held = 0, bits = 0;
        foreach (var value in bytes)
        {
            held = (held << 8) | value;
            for (bits += 8; bits >= 5; bits -= 5) { letters.Append(Alphabet[(held >> (bits - 5)) & 31]); }
        }

        return bits == 0 ? letters.ToString() : letters.Append(Alphabet[(held << (5 - bits)) & 31]).ToString();
    }

    internal static byte[] FromBase32(string letters)
    {
        var bytes = new List<byte>();
        int held = 0, bits = 0;
        foreach (var letter in letters)
        {
            held = (held << 5) | Alphabet.IndexOf(letter, StringComparison.Ordinal);
            bits += 5;
            if (bits < 8) { continue; }

            bits -= 8;
            bytes.Add((byte)(held >> bits));
        }

        return [.. bytes];
    }
}
