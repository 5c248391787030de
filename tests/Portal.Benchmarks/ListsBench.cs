using System.Diagnostics;
using Npgsql;
using Portal.Testing;
using Portal.Testing.Database;

namespace Portal.Benchmarks;

/// <summary>
/// The office's lists in a city of 100,000 accounts, with a million requests, payments, items and looks: each page as
/// somebody of the office opens it, first, sorted by a heading, and in the middle.
/// </summary>
internal static class ListsBench
{
    private const int Times = 5;

    private static readonly string[] Addresses =
    [
        "/office", "/office/accounts?q=Smith", "/office/requests", "/office/requests?show=Done&sort=Newest",
        "/office/requests?show=Done&page=1000", "/office/approvals", "/office/suspense",
        "/office/suspense?sort=-amount",
        "/office/suspense?show=Ended&sort=from&p=3000", "/office/refunds", "/office/refunds?show=Over&sort=-amount",
        "/office/refunds?show=Over&p=5000", "/office/checks", "/office/checks?sort=payee", "/office/checks?p=4000",
        "/office/returns", "/office/returns/list", "/office/returns/list?sort=-amount",
        "/office/returns/list?sort=paid&p=2000", "/office/records", "/office/records?q=Lease%20777",
        "/office/unclaimed", "/office/arrangements", "/office/ledger",
    ];

    public static async Task RunAsync()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var site = await RunningSite.StartAsync(database, 2_000, () => WidenAsync(database));
        var staff = await Visitor.SignInAsync(site.Address, "sam.supervisor@example.gov");
        foreach (var address in Addresses)
        {
            await staff.GetAsync(address);
            var times = new List<double>();
            for (var i = 0; i < Times; i++)
            {
                var watch = Stopwatch.GetTimestamp();
                await staff.GetAsync(address);
                times.Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
            }

            Figure.Print($"list {address}", Figure.Percentile([.. times.Order()], 0.5), "ms (under 300)");
        }
    }

    private static async Task WidenAsync(TestDatabase database)
    {
        await using var connection = new NpgsqlConnection(database.AdminConnectionString);
        await connection.OpenAsync();
        var sql = await File.ReadAllTextAsync(Path.Combine(Child.Root, "tests/Portal.Benchmarks/Lists.sql"));
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
