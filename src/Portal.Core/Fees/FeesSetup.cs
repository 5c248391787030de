using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Billing.Adjustments;

namespace Portal.Core.Fees;

/// <summary>The fee table, charging by it and waiving. Part of AddPayments: a fee takes up credit.</summary>
public static class FeesSetup
{
    public static IServiceCollection AddFees(this IServiceCollection services) => services
        .AddScoped<DraftFee>()
        .AddScoped<ReleaseFee>()
        .AddScoped<DiscardFee>()
        .AddApproved<ChargeFee>()
        .AddApproved<WaiveCharge>();
}
