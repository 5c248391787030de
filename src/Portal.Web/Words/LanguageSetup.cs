using System.Globalization;
using Microsoft.AspNetCore.Localization;
using Portal.Core.Look;
using Portal.Web.Security;

namespace Portal.Web.Words;

/// <summary>
/// Which language a page is written in: what the reader chose (a cookie), else what their browser asks for, else the
/// city's first. Numbers and dates are as written in the United States in that language.
/// </summary>
public static class LanguageSetup
{
    /// <summary>The cookie that holds the choice: a two-letter code.</summary>
    public const string CookieName = "__Host-language";

    /// <summary>Cultures by two-letter code.</summary>
    public static readonly IReadOnlyDictionary<string, CultureInfo> Cultures =
        Core.Words.Text.Languages.ToDictionary(code => code, code => CultureInfo.GetCultureInfo($"{code}-US"));

    /// <summary>A language's name in itself: English, Español.</summary>
    public static string OwnName(string code)
    {
        var name = Cultures[code].Parent.NativeName;
        return char.ToUpper(name[0], Cultures[code]) + name[1..];
    }

    public static WebApplicationBuilder AddWords(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(typeof(Words<>));
        builder.Services.AddOptions<RequestLocalizationOptions>().Configure<CityProfile>((options, city) =>
        {
            var cultures = city.Languages.Select(code => Cultures[code]).ToList();
            options.DefaultRequestCulture = new RequestCulture(cultures[0]);
            options.SupportedCultures = cultures;
            options.SupportedUICultures = cultures;
            options.RequestCultureProviders =
            [
                new CustomRequestCultureProvider(FromCookieAsync),
                new CustomRequestCultureProvider(FromBrowserAsync),
            ];
        });
        return builder;
    }

    /// <summary>
    /// /language/es?back=/pay remembers Spanish and returns to /pay. A link, so that it works without script;
    /// it changes nothing but the reader's own cookie.
    /// </summary>
    public static void MapLanguage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/language/{code}", (string code, string? back, HttpContext context, CityProfile city) =>
        {
            if (!city.Languages.Contains(code)) { return Results.NotFound(); }

            context.Response.Cookies.Append(CookieName, code, new CookieOptions
            {
                Path = "/",
                Secure = true,
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                MaxAge = TimeSpan.FromDays(365),
                IsEssential = true,
            });
            context.Response.Headers.CacheControl = "no-store";
            return Results.LocalRedirect(LocalAddress.OrHome(back));
        }).AllowAnonymous();

    private static Task<ProviderCultureResult?> FromCookieAsync(HttpContext context) =>
        Task.FromResult(ResultFor(context.Request.Cookies[CookieName]));

    private static Task<ProviderCultureResult?> FromBrowserAsync(HttpContext context) =>
        Task.FromResult(context.Request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => ResultFor(language.Value.Value?.Split('-')[0].ToLowerInvariant()))
            .FirstOrDefault(result => result is not null));

    private static ProviderCultureResult? ResultFor(string? code) =>
        code is not null && Cultures.TryGetValue(code, out var culture)
            ? new ProviderCultureResult(culture.Name)
            : null;
}
