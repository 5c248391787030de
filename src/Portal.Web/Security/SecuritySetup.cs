using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Portal.Core.Staff;

namespace Portal.Web.Security;

/// <summary>
/// What protects every page alike: headers, cookies, forms, limits, and who is believed about addresses.
/// </summary>
public static class SecuritySetup
{
    /// <summary>Largest request a page takes, in bytes; a page that takes files asks for more itself.</summary>
    public const long LargestRequest = 1024 * 1024;

    /// <summary>Fields of one form.</summary>
    public const int MostFields = 512;

    /// <summary>Letters of one field as it is sent.</summary>
    public const int LongestField = 64 * 1024;

    public static WebApplicationBuilder AddSecurity(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        });
        builder.Services.Configure<FormOptions>(form =>
        {
            form.ValueCountLimit = MostFields;
            form.ValueLengthLimit = LongestField;
            form.MultipartBodyLengthLimit = LargestRequest;
        });
        builder.Services.AddAntiforgery(NameFormCookie);
        builder.Services.Configure<CookiePolicyOptions>(cookies =>
        {
            // Browsers take Secure cookies on http://localhost, so this holds in development too.
            cookies.Secure = CookieSecurePolicy.Always;
            cookies.HttpOnly = HttpOnlyPolicy.Always;
            cookies.MinimumSameSitePolicy = SameSiteMode.Lax;
        });
        builder.Services.AddAuthorization(options =>
        {
            foreach (var permission in Can.All)
            {
                options.AddPolicy(permission, policy => policy.RequireAuthenticatedUser()
                    .AddRequirements(new NeedsPermission(permission)));
            }
        });
        builder.Services.AddSingleton<IAuthorizationHandler, PermissionHeld>();

        BelieveConfiguredProxies(builder);
        AnswerToOwnNames(builder);
        return builder;
    }

    /// <summary>The type of the claims that carry what a signed-in person may do.</summary>
    public const string PermissionClaim = "can";

    /// <summary>Everything that runs before a page, in order.</summary>
    public static WebApplication UseSecurity(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<SecurityHeaders>();
        app.UseRequestLocalization();
        app.UseExceptionHandler("/problem/500");
        app.UseStatusCodePagesWithReExecute("/problem/{0}");
        app.UseCookiePolicy();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        return app;
    }

    /// <summary>
    /// The cookie is Secure through the cookie policy; asking for it here would refuse http://localhost altogether.
    /// </summary>
    private static void NameFormCookie(AntiforgeryOptions options)
    {
        options.Cookie.Name = "__Host-form";
        options.Cookie.Path = "/";
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.HttpOnly = true;
        options.SuppressXFrameOptionsHeader = true;
    }

    /// <summary>
    /// A request for another host than ours is answered 400: links are never made of a name that a stranger sent. The
    /// names are those of <c>AllowedHosts</c>, else the host of <c>Portal:PublicUrl</c>; the machine itself may always
    /// ask (readiness). ASVS 4.1.3.
    /// </summary>
    private static void AnswerToOwnNames(WebApplicationBuilder builder)
    {
        var publicUrl = new Uri(builder.Configuration["Portal:PublicUrl"] ?? "http://localhost:5080");
        var named = builder.Configuration["AllowedHosts"];
        string[] hosts = string.IsNullOrWhiteSpace(named) || named == "*"
            ? [publicUrl.Host]
            : named.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        builder.Services.PostConfigure<HostFilteringOptions>(options =>
            options.AllowedHosts = [.. hosts, "localhost", "127.0.0.1", "[::1]"]);
    }

    /// <summary>
    /// X-Forwarded-For and X-Forwarded-Proto count only from the addresses of <c>Proxies:Known</c>; without any,
    /// from nobody.
    /// </summary>
    private static void BelieveConfiguredProxies(WebApplicationBuilder builder)
    {
        var known = builder.Configuration.GetSection("Proxies:Known").Get<string[]>() ?? [];
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            options.ForwardedHeaders = known.Length == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            foreach (var proxy in known)
            {
                if (proxy.Contains('/')) { options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy)); }
                else { options.KnownProxies.Add(IPAddress.Parse(proxy)); }
            }
        });
    }
}
