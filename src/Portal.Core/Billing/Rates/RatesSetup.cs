using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core.Billing.Rates;

/// <summary>Drafting and releasing rates. Needs the context and the clocks registered.</summary>
public static class RatesSetup
{
    public static IServiceCollection AddRates(this IServiceCollection services) => services
        .AddScoped<PriceMockBill>()
        .AddScoped<DraftRates>()
        .AddScoped<EditDraft>()
        .AddScoped<ReleaseRates>()
        .AddScoped<DiscardDraft>();
}
