using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Portal.Core.Notices;

namespace Portal.Core.Data;

/// <summary>
/// Brings a database to this version: runs each Data/Migrations file that has not been run, in order, each in its own
/// transaction, under one lock; then writes the first templates of notices. What roles may do (998_roles.sql) and
/// grants (999_grants.sql) are run every time. Needs the owner role.
/// </summary>
public sealed class MigrateDatabase(string ownerConnectionString)
{
    /// <summary>Run every time, in this order, so they leave no row in schema_version.</summary>
    public static readonly IReadOnlyList<string> EveryTime = ["998_roles.sql", "999_grants.sql"];

    /// <summary>The migration files by name, in order, with their SQL.</summary>
    public static IReadOnlyList<(string Name, string Sql)> Files { get; } =
    [
        .. from resource in typeof(MigrateDatabase).Assembly.GetManifestResourceNames()
           where resource.EndsWith(".sql", StringComparison.Ordinal)
           where resource.Contains(".Migrations.", StringComparison.Ordinal)
           let name = resource[(resource.IndexOf(".Migrations.", StringComparison.Ordinal) + ".Migrations.".Length)..]
           orderby name
           select (name, Read(resource)),
    ];

    /// <summary>Runs what is missing.</summary>
    /// <returns>The names of the files run, without those of every time.</returns>
    /// <exception cref="InvalidOperationException">A file that was run has been edited since.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ownerConnectionString);
        await connection.OpenAsync(ct);
        await ExecuteAsync(connection, "select pg_advisory_lock(hashtext('portal migrate'))", ct);
        await ExecuteAsync(connection, """
            create table if not exists schema_version (
              name text primary key,
              sha256 text not null,
              applied_at timestamptz not null default now()
            )
            """, ct);
        var run = new List<string>();
        foreach (var (name, sql) in Files.Where(f => !EveryTime.Contains(f.Name)))
        {
            if (await RunFileAsync(connection, name, sql, ct))
            {
                run.Add(name);
            }
        }

        await ShippedTemplates.WriteAsync(connection, ct);
        foreach (var name in EveryTime)
        {
            await ExecuteAsync(connection, Files.Single(f => f.Name == name).Sql, ct);
        }

        return run;
    }

    private static async Task<bool> RunFileAsync(
        NpgsqlConnection connection, string name, string sql, CancellationToken ct)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
        await using var ask = new NpgsqlCommand("select sha256 from schema_version where name = $1", connection)
        {
            Parameters = { new() { Value = name } },
        };
        if (await ask.ExecuteScalarAsync(ct) is string before)
        {
            return before == hash
                ? false
                : throw new InvalidOperationException($"{name} was changed after it had been run on this database.");
        }

        await using var tx = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, sql, ct);
        await using var note = new NpgsqlCommand(
            "insert into schema_version (name, sha256) values ($1, $2)", connection)
        {
            Parameters = { new() { Value = name }, new() { Value = hash } },
        };
        await note.ExecuteNonQueryAsync(ct);
        await tx.CommitAsync(ct);
        return true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
