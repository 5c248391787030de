using Portal.Core.Billing.Rates;
using Portal.Core.Staff;
using Portal.Web.Pages.My.Requests;
using Portal.Web.Pages.Office.Accounts;
using Portal.Web.Pages.Office.Billing;
using Portal.Web.Pages.Office.Billing.Printing;
using Portal.Web.Pages.Office.Billing.Rates;
using Portal.Web.Pages.Office.Billing.Reads;
using Portal.Web.Pages.Office.Checks;
using Portal.Web.Pages.Office.Requests;
using Portal.Web.Pages.Office.Settings;

namespace Portal.Web.Pages.Office;

/// <summary>What the office's pages need.</summary>
public static class OfficeSetup
{
    public static WebApplicationBuilder AddOffice(this WebApplicationBuilder builder)
    {
        builder.Services.AddOffice().AddRates().AddScoped<OfficeTerms>().AddScoped<RateTerms>()
            .AddScoped<ReadTerms>().AddScoped<ExceptionActs>().AddScoped<CustomerLook>().AddScoped<RunTermsWords>()
            .AddScoped<PrintTerms>().AddScoped<MoneyRuleTerms>().AddScoped<RequestTerms>()
            .AddScoped<TimelineTerms>().AddScoped<RequestDesk>().AddScoped<CheckDesk>().AddScoped<Conversation>()
            .AddScoped<Suspense.SuspenseActs>().AddScoped<Delinquency.LadderTerms>();
        return builder;
    }
}
