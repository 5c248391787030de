using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Portal.Benchmarks;

/// <summary>The machine's own limit: PostgreSQL's pgbench on the same cluster.</summary>
internal static partial class Pgbench
{
    /// <summary>TPC-B, the small write transaction pgbench is known for.</summary>
    /// <returns>Transactions per second.</returns>
    public static async Task<double> TpcBAsync(string adminConnectionString, int clients, int seconds)
    {
        await RunAsync(adminConnectionString, ["-i", "-q", "-s", "10"]);
        return Tps(await RunAsync(adminConnectionString, ["-c", $"{clients}", "-j", "2", "-T", $"{seconds}"]));
    }

    /// <summary>A script of one's own, prepared.</summary>
    public static async Task<double> ScriptAsync(string connectionString, string sql, int clients, int seconds)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, sql);
        try
        {
            return Tps(await RunAsync(connectionString,
                ["-n", "-M", "prepared", "-f", file, "-c", $"{clients}", "-j", "2", "-T", $"{seconds}"]));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Task<string> RunAsync(string connectionString, string[] arguments)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        return Child.RunAsync(
            Environment.GetEnvironmentVariable("PORTAL_PGBENCH") ?? "pgbench",
            [.. arguments, "-h", to.Host!, "-p", $"{to.Port}", "-U", to.Username!, to.Database!],
            new Dictionary<string, string?> { ["PGPASSWORD"] = to.Password });
    }

    private static double Tps(string output) =>
        double.Parse(TpsLine().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex TpsLine();
}
