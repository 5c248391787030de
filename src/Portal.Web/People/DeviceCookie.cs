using Microsoft.AspNetCore.DataProtection;
using Portal.Core.People;

namespace Portal.Web.People;

/// <summary>The sealed cookie that says who has signed in with this browser. It opens nothing.</summary>
public sealed class DeviceCookie(IDataProtectionProvider protection, IHttpContextAccessor accessor)
{
    private const string Name = "__Host-device";

    private static readonly TimeSpan Life = TimeSpan.FromDays(365);

    private readonly IDataProtector _seal = protection.CreateProtector("device");

    private HttpContext Context => accessor.HttpContext
        ?? throw new InvalidOperationException("A browser is known inside a request.");

    /// <summary>What the cookie says; null when there is none that we sealed.</summary>
    public KnownBrowser? Read()
    {
        if (Context.Request.Cookies[Name] is not { Length: > 0 and < 2000 } carried) { return null; }

        try
        {
            var ids = _seal.Unprotect(carried).Split(' ').Select(Guid.Parse).ToList();
            return new(ids[0], ids[1..]);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Writes down that this person signed in with it.</summary>
    public void Remember(Guid userId)
    {
        var browser = (Read() ?? new(Guid.NewGuid(), [])).With(userId);
        Context.Response.Cookies.Append(Name, _seal.Protect(string.Join(' ', browser.Users.Prepend(browser.Id))), new()
        {
            Path = "/", HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, MaxAge = Life,
            IsEssential = true,
        });
    }
}
