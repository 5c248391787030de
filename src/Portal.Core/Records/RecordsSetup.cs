using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core.Records;

/// <summary>Documents and how long they are kept. Part of AddAccountKeeping; needs AddDocuments' city.</summary>
public static class RecordsSetup
{
    public static IServiceCollection AddRecords(this IServiceCollection services) => services
        .AddScoped<CertificatePdf>()
        .AddScoped<KeepDocument>()
        .AddScoped<OpenDocument>()
        .AddScoped<HoldDocument>()
        .AddScoped<MakeDestructionList>()
        .AddScoped<ApproveDestruction>();
}
