using Microsoft.Net.Http.Headers;

namespace Portal.Web.Look;

/// <summary>
/// Serves the built theme: the compressed twin of a file where the browser takes one, kept for a year.
/// </summary>
public static class ThemeFiles
{
    private static readonly Dictionary<string, string> Types = new()
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".woff2"] = "font/woff2",
        [".png"] = "image/png",
    };

    /// <summary>Maps /theme/… to the files the manifest names, and to nothing else in that directory.</summary>
    public static void MapTheme(this IEndpointRouteBuilder routes)
    {
        var theme = routes.ServiceProvider.GetRequiredService<BuiltTheme>();
        foreach (var address in theme.Addresses())
        {
            var file = System.IO.Path.Combine(theme.Directory, address[(BuiltTheme.Path.Length + 1)..]);
            var type = Types[System.IO.Path.GetExtension(file)];
            routes.MapMethods(address, ["GET", "HEAD"], context => SendAsync(context, file, type)).AllowAnonymous();
        }
    }

    private static Task SendAsync(HttpContext context, string file, string type)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = HeaderNames.AcceptEncoding;
        context.Response.ContentType = type;
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        foreach (var (coding, suffix) in new[] { ("br", ".br"), ("gzip", ".gz") })
        {
            if (accepted.Contains(coding, StringComparison.OrdinalIgnoreCase) && File.Exists(file + suffix))
            {
                headers.ContentEncoding = coding;
                file += suffix;
                break;
            }
        }

        context.Response.ContentLength = new FileInfo(file).Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.SendFileAsync(file, context.RequestAborted);
    }
}
