using Npgsql;
using Portal.Core.Reads.Imports;

namespace Portal.Core.Data.Seeds;

/// <summary>
/// Two years of readings of every hour for a few of the cast, which come to what they were billed, and two leaks: one
/// at Rosa's mother's since a few days, one that a whole bill tells of.
/// </summary>
internal static class CityUse
{
    /// <summary>Days for which water has been running at Rosa's mother's.</summary>
    private const int LeakDays = 5;

    private static readonly string Sql = ImportSql.Read("Portal.Core.Data.Seeds", "CityUse.sql");

    internal static async Task RunAsync(NpgsqlConnection connection, CityPlan city, CancellationToken ct)
    {
        var asOf = city.Calendar.AsOf;
        var (rosa, mother, leaking) = (
            AccountHistory.AccountId(city, DemoCast.Rosa), AccountHistory.AccountId(city, DemoCast.RosasMother),
            AccountHistory.AccountId(city, DemoCast.Leaking));
        var newest = city.Calendar[city.Calendar.NewestCycle, city.Calendar.Months - 1];
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                new() { Value = new[] { rosa, mother, leaking } },
                new() { Value = asOf },
                new() { Value = new[] { mother, leaking } },
                new() { Value = new[] { asOf.AddDays(-LeakDays), newest.From } },
                new() { Value = city.Calendar.ZoneName },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}
