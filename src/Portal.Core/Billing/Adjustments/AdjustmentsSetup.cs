using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Billing.Approvals;

namespace Portal.Core.Billing.Adjustments;

/// <summary>Charges and credits outside bills, and who approves them. Part of AddPayments.</summary>
public static class AdjustmentsSetup
{
    public static IServiceCollection AddAdjustments(this IServiceCollection services) => services
        .AddScoped<WriteAdjustment>()
        .AddScoped<AskApproval>()
        .AddScoped<DecideApproval>()
        .AddScoped<LoadApprovalInbox>()
        .AddScoped<EscalateApprovals>()
        .AddScoped<SubmitDraft>()
        .AddScoped<LendBand>()
        .AddScoped<RevokeBand>()
        .AddScoped<PreviewAct>()
        .AddScoped<Rules.DraftMoneyRule>()
        .AddScoped<Rules.ReleaseMoneyRule>()
        .AddScoped<Batches.ResolveBatchRows>()
        .AddScoped<Batches.CheckBatch>()
        .AddScoped<Batches.ReleaseBatch>()
        .AddScoped<Batches.MoveBatch>()
        .AddScoped<Batches.PostBatchRows>()
        .AddApproved<AdjustAccount>()
        .AddApproved<CancelBill>()
        .AddApproved<RebillPeriod>()
        .AddApproved<Leaks.CreditLeak>();

    /// <summary>An act, also as one that may wait for a second person.</summary>
    internal static IServiceCollection AddApproved<T>(this IServiceCollection services)
        where T : class, IApprovedAct => services
        .AddScoped<T>()
        .AddScoped<IApprovedAct>(provider => provider.GetRequiredService<T>());
}
