using System.Text;

namespace Portal.Sandbox.Pages;

/// <summary>Strict headers for every page, the style sheet, and where forms may lead.</summary>
internal static class PageHeaders
{
    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; "
        + "base-uri 'none'; frame-ancestors 'self'; form-action 'self'";

    public static void UsePageHeaders(this WebApplication app) => app.Use(async (context, next) =>
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "no-store";
        await next(context);
    });

    /// <summary>Lets a form of this page end, by redirect, at a shop's address; browsers check that too.</summary>
    public static void AllowFormsTo(this HttpResponse response, IEnumerable<string?> addresses)
    {
        var origins = addresses.OfType<string>()
            .Select(address => new Uri(address).GetLeftPart(UriPartial.Authority)).Distinct();
        response.Headers.ContentSecurityPolicy = $"{Policy} {string.Join(' ', origins)}";
    }

    public static void MapStyleSheet(this IEndpointRouteBuilder routes)
    {
        using var stream = typeof(PageHeaders).Assembly.GetManifestResourceStream("sandbox.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var sheet = reader.ReadToEnd();
        routes.MapGet("/sandbox.css", () => Results.Text(sheet, "text/css", Encoding.UTF8));
    }
}
