using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Reads.Imports;
using Portal.Core.Reads.Validation;

namespace Portal.Core.Data.Seeds;

/// <summary>
/// What waits in the office for a person when the demo begins: the calendar of billing, with a cycle whose reads came
/// in the day before and which can be billed at once, some of them of every kind of doubt, judged by the portal's own
/// rules; and the profile of the sample file.
/// </summary>
internal static class CityReads
{
    private static readonly string Sql = ImportSql.Read("Portal.Core.Data.Seeds", "CityReads.sql");

    internal static async Task BeginAsync(
        PortalDbContext db, NpgsqlDataSource database, CityPlan city, CancellationToken ct)
    {
        var at = city.Calendar.At(city.Calendar.AsOf.AddDays(-1), 12);
        await using (var connection = await database.OpenConnectionAsync(ct))
        {
            await using var reads = new NpgsqlCommand(Sql, connection)
            {
                Parameters =
                {
                    new() { Value = city.Calendar.AsOf.AddDays(-1) },
                    new() { Value = CityCalendar.CodeOf(city.Calendar.NextCycle) },
                },
            };
            await reads.ExecuteNonQueryAsync(ct);
        }

        db.Add(new BillingPeriod
        {
            Id = city.Ids.Id(SeedKind.BillingPeriod, at, 0),
            BillingCycle = CityCalendar.CodeOf(city.Calendar.NextCycle),
            PeriodFrom = city.Calendar[city.Calendar.NextCycle, city.Calendar.Months - 1].To,
            PeriodTo = city.Calendar.AsOf.AddDays(-1),
            BillOn = city.Calendar.AsOf,
            DueOn = city.Calendar.AsOf.AddDays(CityCalendar.DaysToPay),
        });
        db.Add(new SavedReadProfile
        {
            Id = city.Ids.Id(SeedKind.ReadProfile, at, 0),
            Name = "Sample file",
            Document = SampleReads.Profile.ToJson(),
            ChangedAt = at,
            ChangedBy = Staff.Actor.System.Name,
        });
        await db.SaveChangesAsync(ct);
        var yesterday = new BusinessClock(new StandingClock(at), TimeZoneInfo.Utc);
        await new ValidateReads(db, yesterday).RunAsync(new(), ct);
        await new PlanBillingPeriods(db, yesterday).RunAsync(ct);
    }

    /// <summary>The day before the demo begins, whenever it is made.</summary>
    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
