using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core.Data.Seeds;

/// <summary>The demo city. Needs the database, the clock and the acts of sign-in registered.</summary>
public static class SeedSetup
{
    public static IServiceCollection AddDemoCity(this IServiceCollection services) =>
        services.AddScoped<SeedDemoCity>().AddScoped<CityQuestions>();
}
