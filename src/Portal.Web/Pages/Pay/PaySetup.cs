using Portal.Core.Payments;

namespace Portal.Web.Pages.Pay;

/// <summary>What the pages of receipts and paying need beside the acts.</summary>
public static class PaySetup
{
    public static WebApplicationBuilder AddPaying(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddScoped<FindAccountToPay>()
            .AddSingleton<PayOrders>()
            .AddSingleton<TenderWords>()
            .AddSingleton<My.Autopay.DraftWords>();
        return builder;
    }
}
