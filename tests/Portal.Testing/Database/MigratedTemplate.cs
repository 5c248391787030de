using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Portal.Core.Data;

namespace Portal.Testing.Database;

/// <summary>
/// The empty, migrated database that every test database is a copy of. Its name is made from the migrations' text, so
/// an edited migration gets a template of its own; a lock lets several test processes share one.
/// </summary>
internal static class MigratedTemplate
{
    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static readonly HashSet<string> Ready = [];

    private static string Name { get; } = "template_" + Hash();

    /// <summary>The template's name, once it is there.</summary>
    public static async Task<string> NameAsync(TestCluster cluster)
    {
        await Turn.WaitAsync();
        try
        {
            var server = cluster.AdminConnectionString("postgres");
            if (!Ready.Contains(server))
            {
                await MakeAsync(cluster);
                Ready.Add(server);
            }

            return Name;
        }
        finally
        {
            Turn.Release();
        }
    }

    private static async Task MakeAsync(TestCluster cluster)
    {
        await using var connection = new NpgsqlConnection(cluster.AdminConnectionString("postgres"));
        await connection.OpenAsync();
        await connection.ExecuteAsync("select pg_advisory_lock(hashtext('portal test template'))");
        await cluster.MakeRolesAsync(connection);
        await using var ask = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection)
        {
            Parameters = { new() { Value = Name } },
        };
        if (await ask.ExecuteScalarAsync() is null)
        {
            // It gets its name last, so that one left half made by a killed process is never taken for whole.
            var draft = Name + "_draft";
            await connection.ExecuteAsync($"drop database if exists {draft} with (force)");
            await connection.ExecuteAsync($"create database {draft} owner portal_owner");
            await cluster.GrantAsync(draft);
            // Unpooled: a database with a connection left open cannot be renamed, nor copied.
            var owner = cluster.ConnectionString(draft, "portal_owner") + ";Pooling=false";
            await new MigrateDatabase(owner).RunAsync(CancellationToken.None);
            await connection.ExecuteAsync($"alter database {draft} rename to {Name}");
        }
    }

    private static string Hash()
    {
        var text = TestCluster.RolesSql + string.Concat(MigrateDatabase.Files.Select(f => $"{f.Name}\n{f.Sql}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}
