using Microsoft.AspNetCore.Authorization;

namespace Portal.Web.Security;

/// <summary>
/// Sends the headers that keep a page to itself: no script or style but ours, no frames, no other site told where the
/// reader came from, nothing of a signed-in person left in a cache (ASVS 3.4, 14.3.2).
/// </summary>
public sealed class SecurityHeaders
{
    private const string Features =
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
        + "payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)";

    private readonly RequestDelegate _next;
    private readonly string _contentPolicy;

    public SecurityHeaders(RequestDelegate next, IConfiguration configuration)
    {
        _next = next;

        // A form that leads to the checkout redirects there, and Chromium holds form-action against the redirect too.
        var checkout = configuration["Stripe:CheckoutOrigin"];
        var forms = string.IsNullOrEmpty(checkout) ? "'self'" : $"'self' {OriginOf(checkout)}";
        _contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            + $"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action {forms}; object-src 'none'; "
            + "base-uri 'none'; frame-ancestors 'none'";
    }

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Write, context);
        return _next(context);
    }

    private static string OriginOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri.GetLeftPart(UriPartial.Authority)
            : throw new InvalidOperationException($"Stripe:CheckoutOrigin is not an origin: {address}");

    private static bool IsPersonal(HttpContext context) =>
        context.User.Identity?.IsAuthenticated == true
        || (context.GetEndpoint() is { } endpoint
            && endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null
            && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null);

    private Task Write(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        // A file that somebody sent us does nothing even where a browser shows it.
        headers.ContentSecurityPolicy = headers.ContentDisposition.ToString().StartsWith(
            "attachment", StringComparison.OrdinalIgnoreCase) ? _contentPolicy + "; sandbox" : _contentPolicy;
        headers.StrictTransportSecurity = "max-age=63072000; includeSubDomains";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Features;
        var immutable = headers.CacheControl.ToString().Contains("immutable", StringComparison.Ordinal);
        if (IsPersonal(context) && !immutable) { headers.CacheControl = "no-store"; }
        else if (headers.CacheControl.Count == 0) { headers.CacheControl = "no-cache"; }
        return Task.CompletedTask;
    }
}
