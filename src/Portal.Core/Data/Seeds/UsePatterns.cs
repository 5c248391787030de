namespace Portal.Core.Data.Seeds;

/// <summary>How much water an account uses by month: seasons, households, leaks, empty months, estimates.</summary>
internal sealed class UsePatterns(long seed)
{
    private const double LeakShare = 0.008;
    private const double EstimateShare = 0.02;

    /// <summary>What gardens add from January to December, in hundredths of the indoor use.</summary>
    private static readonly int[] Garden = [0, 0, 2, 8, 30, 70, 115, 120, 75, 20, 2, 0];

    /// <summary>Cumulative meter readings of an account: one at the start and one for each billed month.</summary>
    internal IReadOnlyList<Reading> Readings(AccountPlan plan, CityCalendar calendar)
    {
        var chance = new SeedRandom(seed, SeedKind.Use, plan.Index);
        var indoor = Indoor(chance, plan.Home);
        var garden = plan.Home == HomeKind.House ? chance.Between(0, 100) / 100m : 0m;
        var drift = chance.Between(-1, 1) / 100m;
        var truth = chance.Between(0, 400_000) / 100m;
        var shown = truth;
        var readings = new List<Reading> { new(calendar[plan.Cycle, plan.FirstMonth].From, truth, false, 0m) };
        var leaking = 0;
        for (var month = plan.FirstMonth; month <= plan.LastMonth; month++)
        {
            var period = calendar[plan.Cycle, month];
            leaking = leaking > 0 ? leaking - 1 : chance.Chance(LeakShare) ? chance.Between(1, 2) : 0;
            var season = 1m + (garden * Garden[period.To.AddDays(-15).Month - 1] / 100m);
            var use = indoor * season * (1m + (drift * month / 12m)) * chance.Between(82, 118) / 100m;
            use = leaking > 0 ? use * chance.Between(280, 520) / 100m : chance.Chance(0.006) ? 0m : use;
            truth += Math.Round(DemoCast.UseOf(plan.Index, month, calendar) ?? use, 2, MidpointRounding.AwayFromZero);

            // An estimate stays below the truth, so that the next real reading never runs backwards.
            var estimated = DemoCast.IsEstimated(plan.Index, month, calendar) ?? chance.Chance(EstimateShare);
            var reading = estimated ? Math.Round(shown + ((truth - shown) * 0.9m), 0, MidpointRounding.ToZero) : truth;
            reading = Math.Max(reading, shown);
            readings.Add(new(period.To, reading, estimated, reading - shown));
            shown = reading;
        }

        return readings;
    }

    private static decimal Indoor(SeedRandom chance, HomeKind home) => home switch
    {
        HomeKind.House => 1.8m + (chance.Between(1, 6) * chance.Between(110, 190) / 100m),
        HomeKind.Apartment => 1.2m + (chance.Between(1, 3) * chance.Between(100, 180) / 100m),
        HomeKind.Shop => chance.Between(300, 4_000) / 100m,
        _ => chance.Between(8_000, 60_000) / 100m,
    };

    /// <summary>A reading and the use since the one before, in CCF.</summary>
    internal sealed record Reading(DateOnly On, decimal Shows, bool Estimated, decimal Used);
}
