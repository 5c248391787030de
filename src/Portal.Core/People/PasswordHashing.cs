using Microsoft.AspNetCore.Identity;

namespace Portal.Core.People;

/// <summary>
/// Hashes and compares passwords, always preparing them the same way. Where there is nobody to compare with it does
/// the same work, so that the time an answer takes tells nothing.
/// </summary>
public sealed class PasswordHashing(IPasswordHasher<PortalUser> hasher)
{
    /// <summary>PBKDF2 with SHA-512; OWASP asks for 210,000, ASVS reviewers for 220,000.</summary>
    public const int Iterations = 220_000;

    /// <summary>Made with <see cref="Iterations"/> from a secret that nobody kept.</summary>
    private const string NobodysHash =
        "AQAAAAIAA1tgAAAAEJoHWRN9OTW4asy8TeFlZK0fiygEVbyAuZcEXohaphl70JG3no4GpSU0hOqDoe+tTw==";

    private static readonly PortalUser Nobody = new() { DisplayName = "", Language = "en", CreatedAt = default };

    public string Hash(string password) => hasher.HashPassword(Nobody, PasswordRules.Prepared(password));

    /// <param name="hash">The user's hash, or null when there is no such user.</param>
    /// <param name="password">As typed.</param>
    public PasswordVerificationResult Compare(string? hash, string password)
    {
        var typed = PasswordRules.Prepared(password.Length <= PasswordRules.Longest ? password : "");
        var answer = hasher.VerifyHashedPassword(Nobody, hash ?? NobodysHash, typed);
        return hash is null ? PasswordVerificationResult.Failed : answer;
    }
}
