using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Notices.Printing;

namespace Portal.Core.Notices;

/// <summary>What it takes to write notices.</summary>
public static class NoticesSetup
{
    /// <summary>Needs mail, a CityProfile and an IHtmlCleaner.</summary>
    public static IServiceCollection AddNotices(this IServiceCollection services) => services
        .AddScoped<WriteNotice>()
        .AddScoped<DraftTemplate>()
        .AddScoped<AskTemplate>()
        .AddScoped<DecideTemplate>()
        .AddScoped<PreviewTemplate>()
        .AddScoped<MakeNoticeBatch>()
        .AddScoped<ReprintNotice>()
        .AddScoped<RecordNoticeMailing>()
        .AddScoped<ReadNoticeBatch>();
}
