using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Portal.Core.Data;

/// <summary>The database as the application role sees it.</summary>
public static class DatabaseSetup
{
    /// <param name="services">
    /// Where it is registered: one pool of connections, and contexts that are used again.
    /// </param>
    /// <param name="connectionString">
    /// Asked for when the database is first used, so that a program without one says what is missing.
    /// </param>
    public static IServiceCollection AddPortalDatabase(
        this IServiceCollection services, Func<IServiceProvider, string> connectionString) => services
        .AddSingleton(provider => NpgsqlDataSource.Create(connectionString(provider)))
        .AddDbContextPool<PortalDbContext>((provider, options) =>
            options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
}
