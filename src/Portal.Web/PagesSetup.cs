using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.WebEncoders;
using Portal.Web.Security;

namespace Portal.Web;

/// <summary>The pages themselves, and the address that says the process is alive.</summary>
public static class PagesSetup
{
    public static WebApplicationBuilder AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRouting(options =>
        {
            options.LowercaseUrls = true;
            options.AppendTrailingSlash = false;
        });
        builder.Services
            .AddRazorPages(AccessRules.Apply)
            .AddMvcOptions(options =>
            {
                options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
                options.Filters.Add(new RefuseUnwritable());
                options.Filters.Add(new FormRules());
                options.Filters.Add<OwnAccountForms>();
            });

        // Names in every script are written as themselves, not as entities.
        builder.Services.Configure<WebEncoderOptions>(options =>
            options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        return builder;
    }

    /// <summary>/livez answers as long as the process does; it asks nothing of the database.</summary>
    public static void MapLive(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/livez", () => Results.Text("alive")).AllowAnonymous();
}
