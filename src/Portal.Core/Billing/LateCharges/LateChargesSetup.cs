using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core.Billing.LateCharges;

/// <summary>Charges for paying late. Part of AddPayments.</summary>
public static class LateChargesSetup
{
    public static IServiceCollection AddLateCharges(this IServiceCollection services) => services
        .AddScoped<PreviewLateCharges>()
        .AddScoped<ReleaseLateCharges>()
        .AddScoped<WriteLateCharge>()
        .AddScoped<PostLateCharges>()
        .AddScoped<PostReleasedLateCharges>()
        .AddScoped<PlaceHold>()
        .AddScoped<LiftHold>();
}
