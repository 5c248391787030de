using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Usage.Alerts;

namespace Portal.Core.Usage;

/// <summary>Understanding use: alerts and what customers choose about them. Needs contacts registered.</summary>
public static class UseSetup
{
    public static IServiceCollection AddUse(this IServiceCollection services) => services
        .AddScoped<WatchUse>()
        .AddScoped<KnowOfAlert>()
        .AddScoped<ChooseAlerts>()
        .AddScoped<EnterAway>()
        .AddScoped<EndAway>();
}
