using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Portal.Web.Pages;

namespace Portal.Web.Tests;

/// <summary>
/// The site in this process, over https so that its Secure cookies come back, with no database behind it: for the
/// pages and rules that need none. One per test class.
/// </summary>
public sealed class PortalSite : WebApplicationFactory<IndexModel>
{
    /// <summary>The root of the repository.</summary>
    public static string Root => Testing.Repository.Root;

    /// <summary>A browser that keeps cookies and is not led elsewhere without a test's leave.</summary>
    public HttpClient Browser(string? language = null)
    {
        var browser = CreateClient(new WebApplicationFactoryClientOptions
        {
            AllowAutoRedirect = false,
            BaseAddress = new Uri("https://localhost"),
        });
        if (language is not null) { browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language); }

        return browser;
    }

    /// <summary>A page as a person meets it: parsed, whatever its status.</summary>
    public static async Task<IHtmlDocument> ReadAsync(HttpResponseMessage answer) =>
        new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:Portal", "Host=127.0.0.1;Port=1;Database=none");
        builder.UseSetting("Stripe:ApiUrl", "http://127.0.0.1:1");
        builder.UseSetting("Stripe:SecretKey", "sk_test_none");
        builder.UseSetting("Stripe:WebhookSecrets:0", "whsec_none");
        builder.UseSetting("Stripe:CheckoutOrigin", "https://checkout.stripe.com");
        builder.UseSetting("Portal:PublicUrl", "https://localhost");
    }
}
