using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core.Billing.Printing;

/// <summary>The acts that print bills. Needs the context, the clock and the documents registered.</summary>
public static class PrintingSetup
{
    public static IServiceCollection AddPrinting(this IServiceCollection services)
    {
        services.AddOptions<PrintSettings>().BindConfiguration("Printing").ValidateDataAnnotations();
        return services
            .AddScoped<StartPrintRun>()
            .AddScoped<StopPrintRun>()
            .AddScoped<SortPrintRun>()
            .AddScoped<MakePrintBatch>()
            .AddScoped<WritePrintBatch>()
            .AddScoped<CarryPrintRuns>()
            .AddScoped<DownloadBatch>()
            .AddScoped<MarkBatchMailed>()
            .AddScoped<ReprintBatch>()
            .AddScoped<ReprintBill>()
            .AddScoped<ReadBatch>();
    }
}
