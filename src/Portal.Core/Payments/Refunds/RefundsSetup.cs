using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Payments.Checks;

namespace Portal.Core.Payments.Refunds;

/// <summary>Refunds and the checks that pay them. Part of AddPayments.</summary>
public static class RefundsSetup
{
    public static IServiceCollection AddRefunds(this IServiceCollection services) => services
        .AddScoped<RecordRefund>()
        .AddScoped<TellRefunded>()
        .AddScoped<RequestRefund>()
        .AddScoped<ApproveRefund>()
        .AddScoped<DeclineRefund>()
        .AddScoped<CancelRefund>()
        .AddScoped<IssueRefund>()
        .AddScoped<ReopenRefundPart>()
        .AddScoped<SettleRefundPart>()
        .AddScoped<SendRefundPart>()
        .AddScoped<FollowRefunds>()
        .AddScoped<FollowRefundEvent>()
        .AddScoped<WriteCheck>()
        .AddScoped<ChangeCheck>()
        .AddScoped<PrintChecks>()
        .AddScoped<MailChecks>()
        .AddScoped<VoidCheck>()
        .AddScoped<StopCheck>()
        .AddScoped<AnswerStop>()
        .AddScoped<ReissueCheck>()
        .AddScoped<ReopenCheck>()
        .AddScoped<ClearCheck>()
        .AddScoped<MarkStaleChecks>();
}
