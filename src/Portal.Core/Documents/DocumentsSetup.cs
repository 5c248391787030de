using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Core.Look;
using Portal.Core.Payments;

namespace Portal.Core.Documents;

/// <summary>Bills and receipts as PDF.</summary>
public static class DocumentsSetup
{
    /// <summary>Needs a CityProfile, a BusinessClock and the CheckoutOptions.</summary>
    public static IServiceCollection AddDocuments(this IServiceCollection services) => services
        .AddSingleton<ReceiptPdf>()
        .AddSingleton<AgreementPdf>()
        .AddSingleton<BankCheckPdf>()
        .AddSingleton<MonthPdf>()
        .AddSingleton<ProofPdf>()
        .AddSingleton<NoticePdf>()
        .AddSingleton(provider => new BillPdf(
            provider.GetRequiredService<CityProfile>(),
            new Uri(provider.GetRequiredService<IOptions<CheckoutOptions>>().Value.PublicUrl, "/pay")));
}
