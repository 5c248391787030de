using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.Calendar;
using Portal.Core.Billing.Printing;
using Portal.Core.Billing.Runs;

namespace Portal.Core.Billing;

/// <summary>The acts that bill. Needs the context, the clock, mail and the order of payments registered.</summary>
public static class BillingSetup
{
    public static IServiceCollection AddBilling(this IServiceCollection services)
    {
        services.AddOptions<RunSettings>().BindConfiguration("Billing").ValidateDataAnnotations();
        return services
            .AddPrinting()
            .AddBudget()
            .AddScoped<TellOfBill>()
            .AddScoped<IssueBill>()
            .AddScoped<KeepBillingCycle>()
            .AddScoped<AddRoute>()
            .AddScoped<PlanBillingPeriods>()
            .AddScoped<StartBillRun>()
            .AddScoped<ReleaseBillRun>()
            .AddScoped<StopBillRun>()
            .AddScoped<RunChunks>()
            .AddScoped<Preflight>()
            .AddScoped<PreviewRun>()
            .AddScoped<PostEstimateCredits>()
            .AddScoped<IssueRun>()
            .AddScoped<CarryBillRuns>();
    }
}
