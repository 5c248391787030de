using System.Security.Cryptography;

namespace Portal.Core.People;

/// <summary>
/// Recovery codes as people write them down: six groups of four letters, 120 bits, so that a fast hash is enough to
/// keep them (ASVS 6.5.2).
/// </summary>
public static class RecoveryCodes
{
    /// <summary>How many are made at a time.</summary>
    public const int Count = 10;

    private const int Letters = 24;

    /// <summary>A new code: ABCD-EFGH-JKLM-NPQR-STUV-WXYZ.</summary>
    public static string New() =>
        string.Join('-', Totp.ToBase32(RandomNumberGenerator.GetBytes(15)).Chunk(4).Select(c => new string(c)));

    /// <summary>Spaces, dashes and case do not matter.</summary>
    public static byte[] HashOf(string typed) => Secret.HashOf(Squeezed(typed));

    /// <summary>False for the six digits of an app.</summary>
    public static bool LooksLikeOne(string typed) => Squeezed(typed).Length == Letters;

    private static string Squeezed(string typed) =>
        string.Concat(typed.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
