using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Core.People;

namespace Portal.Web.People;

/// <summary>Who is signed in: cookies, sessions, passkeys, and the keys that protect them.</summary>
public static class SignInSetup
{
    /// <summary>Being signed in.</summary>
    public const string SessionScheme = "Session";

    /// <summary>The cookie of a signed-in browser.</summary>
    public const string SessionCookie = "__Host-session";

    /// <summary>Between a right password and the code that must follow.</summary>
    public const string FirstStepScheme = "FirstStep";

    /// <summary>How long the code may take.</summary>
    public static readonly TimeSpan FirstStepLife = TimeSpan.FromMinutes(10);

    public static WebApplicationBuilder AddSignIn(this WebApplicationBuilder builder)
    {
        var publicUrl = new Uri(builder.Configuration["Portal:PublicUrl"] ?? "http://localhost:5080");
        builder.Services.AddSingleton(services =>
            new SignInSettings(publicUrl, services.GetRequiredService<CityProfile>().ShortName));
        builder.Services.AddPeople();
        builder.Services.AddScoped(services =>
            services.GetRequiredService<IHttpContextAccessor>().HttpContext is { } context
                ? CallingBrowser.Of(context.Request.Headers.UserAgent, context.NetworkAddress())
                : CallingBrowser.None);
        builder.Services.AddScoped<BrowserSession>();
        builder.Services.AddScoped<DeviceCookie>();
        builder.Services.AddScoped<SessionEvents>();
        builder.Services.AddScoped<PasskeyCeremony>();
        builder.Services.AddHttpContextAccessor();
        builder.Services.Configure<CookieTempDataProviderOptions>(options => options.Cookie.Name = "__Host-once");
        AddCookies(builder.Services);
        AddPasskeys(builder.Services, publicUrl);
        AddKeys(builder);
        return builder;
    }

    private static void AddCookies(IServiceCollection services) => services
        .AddAuthentication(SessionScheme)
        .AddCookie(SessionScheme, options =>
        {
            Name(options.Cookie, SessionCookie);
            options.ExpireTimeSpan = SignInSession.LongestForResidents;
            options.SlidingExpiration = false;
            options.LoginPath = "/signin";
            options.ReturnUrlParameter = "returnUrl";
            options.EventsType = typeof(SessionEvents);
        })
        .AddCookie(FirstStepScheme, options => Brief(options, "__Host-first-step", FirstStepLife))
        .AddCookie(
            IdentityConstants.TwoFactorUserIdScheme,
            options => Brief(options, "__Host-passkey", TimeSpan.FromMinutes(5)));

    private static void Brief(CookieAuthenticationOptions options, string name, TimeSpan life)
    {
        Name(options.Cookie, name);
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.ExpireTimeSpan = life;
        options.SlidingExpiration = false;
    }

    private static void Name(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.SecurePolicy = CookieSecurePolicy.Always;
        // Lax, so that whoever comes back from the checkout is still signed in.
        cookie.SameSite = SameSiteMode.Lax;
    }

    private static void AddPasskeys(IServiceCollection services, Uri publicUrl)
    {
        services.AddIdentityCore<PortalUser>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.RequireUniqueEmail = true;
                options.SignIn.RequireConfirmedEmail = true;
            })
            .AddEntityFrameworkStores<PortalDbContext>()
            .AddSignInManager();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.ServerDomain = publicUrl.Host;
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            options.AttestationConveyancePreference = "none";
            options.AuthenticatorTimeout = TimeSpan.FromMinutes(5);
            options.ValidateOrigin = origin => ValueTask.FromResult(
                !origin.CrossOrigin && origin.Origin == publicUrl.GetLeftPart(UriPartial.Authority));
        });
    }

    /// <summary>
    /// Keys in the database, so that every process reads what another wrote. Where <c>DataProtection:Certificate</c>
    /// names a PKCS#12 file (with <c>DataProtection:CertificatePassword</c>), they are encrypted with it.
    /// </summary>
    private static void AddKeys(WebApplicationBuilder builder)
    {
        var keys = builder.Services.AddDataProtection().SetApplicationName("portal");
        builder.Services.AddSingleton<DataProtectionKeys>();
        builder.Services.AddOptions<KeyManagementOptions>().Configure<DataProtectionKeys>((options, repository) =>
            options.XmlRepository = repository);
        if (builder.Configuration["DataProtection:Certificate"] is { Length: > 0 } file)
        {
            keys.ProtectKeysWithCertificate(X509CertificateLoader.LoadPkcs12FromFile(
                file, builder.Configuration["DataProtection:CertificatePassword"]));
        }
    }
}
