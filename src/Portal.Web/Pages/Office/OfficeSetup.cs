using Portal.Core.Staff;

namespace Portal.Web.Pages.Office;

/// <summary>What the office's pages need.</summary>
public static class OfficeSetup
{
    public static WebApplicationBuilder AddOffice(this WebApplicationBuilder builder)
    {
        builder.Services.AddOffice().AddScoped<OfficeTerms>();
        return builder;
    }
}
