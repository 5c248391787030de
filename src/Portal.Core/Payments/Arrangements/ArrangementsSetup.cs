using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core.Payments.Arrangements;

/// <summary>Paying later, by agreement. Part of AddPayments.</summary>
public static class ArrangementsSetup
{
    public static IServiceCollection AddArrangements(this IServiceCollection services) => services
        .AddScoped<TellOfArrangement>()
        .AddScoped<AgreeToArrangement>()
        .AddScoped<CloseArrangement>()
        .AddScoped<EndArrangement>()
        .AddScoped<CarryArrangement>()
        .AddScoped<UndoKept>()
        .AddScoped<FollowArrangement>()
        .AddScoped<FollowArrangements>();
}
