using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Ledger;

namespace Portal.Core.Jobs;

/// <summary>What only the timetable asks for. Needs payments and mail registered.</summary>
public static class JobsSetup
{
    public static IServiceCollection AddJobs(this IServiceCollection services) => services
        .AddScoped<CheckBooksNightly>()
        .AddScoped<OpenPeriods>()
        .AddScoped<ForgetLimits>();
}
