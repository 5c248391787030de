using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Common;
using Portal.Core.Look;

namespace Portal.Core.Documents;

/// <summary>Bills and receipts as PDF.</summary>
public static class DocumentsSetup
{
    /// <summary>Needs a CityProfile and a BusinessClock registered.</summary>
    /// <param name="publicUrl">The site's address, for what is printed.</param>
    public static IServiceCollection AddDocuments(this IServiceCollection services, Uri publicUrl) => services
        .AddSingleton<ReceiptPdf>()
        .AddSingleton(provider => new BillPdf(
            provider.GetRequiredService<CityProfile>(),
            new Uri(publicUrl, "/pay"),
            provider.GetRequiredService<BusinessClock>()));
}
