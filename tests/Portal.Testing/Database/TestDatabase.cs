using Npgsql;
using Portal.Core.Data;
using Xunit;

namespace Portal.Testing.Database;

/// <summary>
/// A database of one's own: a copy of a migrated template, dropped at the end. Use it as a class fixture
/// (<c>IClassFixture&lt;TestDatabase&gt;</c>), or make one with <see cref="CreateAsync"/>.
/// The cluster is the one named by PORTAL_TEST_DATABASE; infra/test starts it.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime, IAsyncDisposable
{
    private readonly TestCluster _cluster;
    private readonly string _name = $"test_{Guid.CreateVersion7():N}";
    private readonly bool _goesWithServer;
    private NpgsqlDataSource? _app;

    public TestDatabase()
        : this(null)
    {
    }

    internal TestDatabase(ThrowawayCluster? own) =>
        (_cluster, _goesWithServer) = (own?.Cluster ?? TestCluster.FromEnvironment(), own is not null);

    /// <summary>As the web and the worker connect: role portal_app.</summary>
    public string AppConnectionString => _cluster.ConnectionString(_name, "portal_app");

    /// <summary>As migrate connects: role portal_owner.</summary>
    public string OwnerConnectionString => _cluster.ConnectionString(_name, "portal_owner");

    /// <summary>As a superuser, to look where no role may or to end other connections.</summary>
    public string AdminConnectionString => _cluster.AdminConnectionString(_name);

    /// <summary>Connections as portal_app, for SQL of a test's own.</summary>
    public NpgsqlDataSource App => _app ??= NpgsqlDataSource.Create(AppConnectionString);

    /// <summary>A fresh copy, which its owner disposes.</summary>
    public static async Task<TestDatabase> CreateAsync()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        return database;
    }

    public async Task InitializeAsync()
    {
        var template = await MigratedTemplate.NameAsync(_cluster);
        await _cluster.ExecuteAsync($"create database {_name} template {template} owner portal_owner");
        // What a database grants is not copied with it.
        await _cluster.ExecuteAsync(
            $"revoke all on database {_name} from public; " +
            $"grant connect on database {_name} to portal_app, portal_reader");
    }

    /// <summary>Those that lie idle may be dead: nobody is handed one later.</summary>
    public void ForgetConnections()
    {
        foreach (var connectionString in (string[])[AppConnectionString, OwnerConnectionString, AdminConnectionString])
        {
            using var connection = new NpgsqlConnection(connectionString);
            NpgsqlConnection.ClearPool(connection);
        }
    }

    /// <summary>
    /// The name of the rule that refuses some SQL, which must be refused. With triggers as the owner; without them,
    /// so that each check and key speaks for itself, as a superuser.
    /// </summary>
    public async Task<string?> RuleThatRefusesAsync(string sql, bool triggers = true)
    {
        await using var source = NpgsqlDataSource.Create(triggers ? OwnerConnectionString : AdminConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await using var off = new NpgsqlCommand("set session_replication_role = replica", connection);
        if (!triggers) { await off.ExecuteNonQueryAsync(); }

        await using var command = new NpgsqlCommand(sql, connection);
        return (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName;
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        ForgetConnections();
        if (!_goesWithServer)
        {
            await _cluster.ExecuteAsync($"drop database if exists {_name} with (force)");
        }
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
}
