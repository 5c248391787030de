using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Billing.Adjustments;

namespace Portal.Core.SecurityDeposits;

/// <summary>Demanding, taking and giving up security deposits. Part of AddPayments: they become payments.</summary>
public static class DepositsSetup
{
    public static IServiceCollection AddSecurityDeposits(this IServiceCollection services) => services
        .AddScoped<TellOfDeposit>()
        .AddScoped<DemandDeposit>()
        .AddScoped<DropDemand>()
        .AddScoped<TakeDeposit>()
        .AddScoped<CreditDepositInterest>()
        .AddScoped<GiveUpDeposit>()
        .AddScoped<TransferDeposit>()
        .AddScoped<RaiseDepositTasks>()
        .AddApproved<ReturnDeposit>();
}
