using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core.Moves;

/// <summary>Moving in and out. Part of AddPayments: a final bill is issued.</summary>
public static class MovesSetup
{
    public static IServiceCollection AddMoves(this IServiceCollection services) => services
        .AddScoped<MoveIn>()
        .AddScoped<MoveOut>()
        .AddScoped<TransferToPremise>()
        .AddScoped<TellOfMove>()
        .AddScoped<PreviewFinalBill>()
        .AddScoped<ChangeAgreement>()
        .AddScoped<AgreeWithLandlord>()
        .AddScoped<EndLandlordAgreement>();
}
