using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Delinquency.Orders;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Delinquency.Runs;

namespace Portal.Core.Delinquency;

/// <summary>Rule packs and the ladder. Part of AddPayments.</summary>
public static class DelinquencySetup
{
    public static IServiceCollection AddDelinquency(this IServiceCollection services) => services
        .AddScoped<DraftPack>()
        .AddScoped<ReleasePack>()
        .AddScoped<PreviewDelinquencyRun>()
        .AddScoped<ReleaseDelinquencyRun>()
        .AddScoped<PostDelinquencyRun>()
        .AddScoped<PostReleasedDelinquency>()
        .AddScoped<TakeLadderStep>()
        .AddScoped<GiveNotice>()
        .AddScoped<LogContact>()
        .AddScoped<PlaceShutOffHold>()
        .AddScoped<EndShutOffHold>()
        .AddScoped<ListShutOffs>()
        .AddScoped<ApproveShutOffs>()
        .AddScoped<DispatchShutOff>()
        .AddScoped<RecordShutOff>()
            .AddScoped<RecordFieldFile>()
            .AddScoped<TellOfShutOff>()
        .AddScoped<RecordReconnect>();
}
