using System.Security.Cryptography;
using System.Text;

namespace Portal.Core.People;

/// <summary>
/// Random secrets of 256 bits, as sessions and mailed links carry them. The database keeps only their hash.
/// </summary>
public static class Secret
{
    /// <summary>A new one, in letters that an address takes as they are.</summary>
    public static string New() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256: enough for what cannot be guessed; a password needs a slow hash.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
