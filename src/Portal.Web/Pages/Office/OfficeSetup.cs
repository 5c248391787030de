using Portal.Core.Staff;
using Portal.Web.Pages.Office.Accounts;
using Portal.Web.Pages.Office.Billing.Reads;

namespace Portal.Web.Pages.Office;

/// <summary>What the office's pages need.</summary>
public static class OfficeSetup
{
    public static WebApplicationBuilder AddOffice(this WebApplicationBuilder builder)
    {
        builder.Services.AddOffice().AddScoped<OfficeTerms>().AddScoped<ReadTerms>().AddScoped<ExceptionActs>()
            .AddScoped<CustomerLook>();
        return builder;
    }
}
