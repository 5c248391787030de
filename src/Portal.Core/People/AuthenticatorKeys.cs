using Microsoft.AspNetCore.DataProtection;

namespace Portal.Core.People;

/// <summary>Encrypts the keys of authenticator apps, so that a copy of the database makes no codes.</summary>
public sealed class AuthenticatorKeys(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Portal.Authenticator");

    public string Protect(string base32Key) => _protector.Protect(base32Key);

    public string Read(Authenticator authenticator)
    {
        ArgumentNullException.ThrowIfNull(authenticator);
        return _protector.Unprotect(authenticator.ProtectedKey);
    }
}
