using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core.Billing.Budget;

/// <summary>Enrolling in budget billing and leaving it. Part of AddBilling.</summary>
public static class BudgetSetup
{
    public static IServiceCollection AddBudget(this IServiceCollection services) => services
        .AddScoped<SettleBudget>()
        .AddScoped<EnrollInBudget>()
        .AddScoped<LeaveBudget>()
        .AddScoped<RemoveFromBudget>()
        .AddScoped<RemoveMissedBudgets>();
}
