using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>Unclaimed money until its end. Part of AddPayments.</summary>
public static class UnclaimedSetup
{
    public static IServiceCollection AddUnclaimed(this IServiceCollection services) => services
        .AddScoped<WriteToOwner>()
        .AddScoped<RecordClaim>()
        .AddScoped<AnswerClaim>()
        .AddScoped<ProposeTurnover>()
        .AddScoped<PostTurnoverRow>()
        .AddScoped<ApproveTurnover>()
        .AddScoped<DeclineTurnover>();
}
