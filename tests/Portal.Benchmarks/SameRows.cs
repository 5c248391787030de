using System.Diagnostics;
using Npgsql;
using Portal.Testing;

namespace Portal.Benchmarks;

/// <summary>
/// A copy of a city's database as it was before a run, with every index, constraint and trigger, into which the rows of
/// the run are then copied by PostgreSQL alone.
/// </summary>
internal sealed class SameRows : IAsyncDisposable
{
    private const string OfRun = "(select bill_id from bill_run_item where run_id = '{0}')";

    /// <summary>What a run adds, in the order in which rows lean on each other.</summary>
    private static readonly (string Table, string Columns, string Of)[] Tables =
    [
        ("journal_entry", "id, kind, idempotency_key, business_date, posted_at, posted_by, memo, reverses_id",
            $"where id in (select journal_entry_id from bill where id in {OfRun})"),
        ("journal_line", "entry_id, no, fund, gl_account, customer_account_id, side, amount_cents",
            $"where entry_id in (select journal_entry_id from bill where id in {OfRun})"),
        ("bill", "*", $"where id in {OfRun}"),
        ("bill_line", "*", $"where bill_id in {OfRun}"),
        ("bill_read", "*", $"where bill_id in {OfRun}"),
        ("open_item", "*", $"where bill_id in {OfRun}"),
        ("outbox_mail", "*",
            "where dedupe_key in (select 'bill_ready:' || bill_id from bill_run_item where run_id = '{0}')"),
    ];

    private readonly City _city;
    private readonly string _name;

    private SameRows(City city, string name) => (_city, _name) = (city, name);

    public static async Task<SameRows> CloneAsync(City city)
    {
        var source = new NpgsqlConnectionStringBuilder(city.Database.AdminConnectionString);
        var clone = new SameRows(city, $"{source.Database}_before");
        await city.KillConnectionsAsync();
        NpgsqlConnection.ClearAllPools();
        await clone.AdminAsync($"create database {clone._name} template {source.Database} owner portal_owner");
        return clone;
    }

    /// <summary>Takes the run's rows out to files, then measures their way into the clone: one transaction.</summary>
    public async Task<(double Seconds, double Rows)> CopyAsync(Guid runId)
    {
        var folder = Directory.CreateTempSubdirectory("portal-rows");
        try
        {
            await using (var from = await OpenAsync(new(_city.Database.AdminConnectionString)))
            {
                foreach (var (table, columns, of) in Tables)
                {
                    var which = of.Replace("{0}", $"{runId}", StringComparison.Ordinal);
                    await using var rows = await from.BeginRawBinaryCopyAsync(
                        $"copy (select {columns} from {table} {which} order by 1) to stdout (format binary)");
                    await using var file = File.Create(Path.Combine(folder.FullName, table));
                    await rows.CopyToAsync(file);
                }
            }

            return await IntoCloneAsync(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public async ValueTask DisposeAsync() => await AdminAsync($"drop database if exists {_name} with (force)");

    private async Task<(double Seconds, double Rows)> IntoCloneAsync(string folder)
    {
        await using var into = await OpenAsync(new(_city.Database.AppConnectionString) { Database = _name });
        var before = await CountAsync(into);
        var watch = Stopwatch.StartNew();
        await using (var tx = await into.BeginTransactionAsync())
        {
            await using var longer = new NpgsqlCommand("set local statement_timeout = 0", into);
            await longer.ExecuteNonQueryAsync();
            foreach (var (table, columns, _) in Tables)
            {
                var list = columns == "*" ? "" : $"({columns})";
                await using var file = File.OpenRead(Path.Combine(folder, table));
                await using var rows = await into.BeginRawBinaryCopyAsync(
                    $"copy {table} {list} from stdin (format binary)");
                await file.CopyToAsync(rows);
            }

            await tx.CommitAsync();
        }

        var seconds = watch.Elapsed.TotalSeconds;
        return (seconds, await CountAsync(into) - before);
    }

    private static async Task<double> CountAsync(NpgsqlConnection connection)
    {
        await using var count = new NpgsqlCommand($"""
            select sum(n) from ({string.Join(" union all ", Tables.Select(t => $"select count(*) n from {t.Table}"))}) c
            """, connection);
        return Convert.ToDouble(await count.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task AdminAsync(string sql)
    {
        await using var admin = await OpenAsync(
            new(_city.Database.AdminConnectionString) { Database = "postgres" });
        await using var command = new NpgsqlCommand(sql, admin) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder to)
    {
        to.Pooling = false;
        to.CommandTimeout = 0;
        var connection = new NpgsqlConnection(to.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
