using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core.Payments.Returns;

/// <summary>The acts about payments that came back.</summary>
public static class ReturnsSetup
{
    public static IServiceCollection AddReturns(this IServiceCollection services) => services
        .AddScoped<ChargeLateOfReturn>()
        .AddScoped<RestrictPayer>()
        .AddScoped<TellOfReturn>()
        .AddScoped<ReturnPayment>()
        .AddScoped<ClaimRefunds>()
        .AddScoped<TakeBackDebit>()
        .AddScoped<FollowDispute>()
        .AddScoped<SampleReturns>()
        .AddScoped<CheckBankFile>()
        .AddScoped<ConfirmBankFile>()
        .AddScoped<DiscardBankFile>()
        .AddScoped<BookBankRows>()
        .AddScoped<ResolveBankRow>()
        .AddScoped<WatchReturnRates>()
        .AddScoped<LiftRestriction>();
}
