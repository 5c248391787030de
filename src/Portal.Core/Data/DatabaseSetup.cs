using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Portal.Core.Data;

/// <summary>The database as the application role sees it.</summary>
public static class DatabaseSetup
{
    /// <summary>Statements that a connection keeps prepared: all that pages and acts use again and again.</summary>
    private const int PreparedStatements = 200;

    /// <param name="services">
    /// Where it is registered: one pool of connections, and contexts that are used again.
    /// </param>
    /// <param name="connectionString">
    /// Asked for when the database is first used, so that a program without one says what is missing.
    /// </param>
    public static IServiceCollection AddPortalDatabase(
        this IServiceCollection services, Func<IServiceProvider, string> connectionString) => services
        .AddSingleton(provider => SourceOf(connectionString(provider)).Build())
        .AddDbContextPool<PortalDbContext>((provider, options) =>
            options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));

    /// <summary>How the portal connects: what it asks often is parsed and planned once per connection.</summary>
    public static NpgsqlDataSourceBuilder SourceOf(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.MaxAutoPrepare = PreparedStatements;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        builder.ConnectionStringBuilder.Enlist = false;
        // Settings, temporary tables and session locks are never used by pages and acts ("set local" and
        // pg_advisory_xact_lock end with their transaction), so there is nothing to wipe, and wiping costs more than
        // most questions. A transaction left open is still rolled back.
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        return builder;
    }
}
