using System.Globalization;
using Npgsql;

namespace Portal.Benchmarks;

/// <summary>
/// What the processors spent since it was started, on this process and on the database's own: unlike the clock, it
/// does not count what else the machine was busy with. The database must be on this machine.
/// </summary>
internal sealed class ProcessorTime
{
    private readonly int _postmaster;
    private readonly TimeSpan _portal = Environment.CpuUsage.TotalTime;
    private readonly TimeSpan _database;

    private ProcessorTime(int postmaster) => (_postmaster, _database) = (postmaster, OfDatabase(postmaster));

    /// <param name="connectionString">Of a superuser, who may read the server's files.</param>
    public static async Task<ProcessorTime> StartAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand("select pg_read_file('postmaster.pid')");
        var first = ((string)(await command.ExecuteScalarAsync())!).Split('\n')[0];
        return new(int.Parse(first, CultureInfo.InvariantCulture));
    }

    public (TimeSpan Portal, TimeSpan Database) Since() =>
        (Environment.CpuUsage.TotalTime - _portal, OfDatabase(_postmaster) - _database);

    /// <summary>The server, its processes that live, and those that have ended.</summary>
    private static TimeSpan OfDatabase(int postmaster)
    {
        var ticks = 0L;
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id) || FieldsOf(folder) is not { } fields)
            {
                continue;
            }

            // Fields of stat, counted after the name: parent 1; user, system, and both of ended children 11 to 14.
            if (id == postmaster)
            {
                ticks += fields[11..15].Sum(Number);
            }
            else if (Number(fields[1]) == postmaster)
            {
                ticks += fields[11..13].Sum(Number);
            }
        }

        return TimeSpan.FromSeconds(ticks / 100.0);
    }

    private static string[]? FieldsOf(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It ended while we looked.
            return null;
        }
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
