using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Reads.Files;

namespace Portal.Core.Reads;

/// <summary>Reads: files, validation, exceptions. Needs the context and the clock registered.</summary>
public static class ReadsSetup
{
    public static IServiceCollection AddReads(this IServiceCollection services) => services
        .AddScoped<CheckReadFile>();
}
