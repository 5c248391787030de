namespace Portal.Core.Billing;

/// <summary>Metered use of one bill: a bar of the chart.</summary>
/// <param name="Month">First day of the month in which the meter was read.</param>
/// <param name="Used">In <paramref name="Unit"/>.</param>
/// <param name="Estimated">The closing read was an estimate.</param>
/// <param name="UsedYearBefore">Used in the same month a year earlier; null when there was no bill.</param>
public sealed record UseMonth(DateOnly Month, decimal Used, string Unit, bool Estimated, decimal? UsedYearBefore);

/// <summary>
/// Thirteen months of use with the year before beside them: the chart of pages and of the printed bill.
/// </summary>
public static class UseSeries
{
    public const int Months = 13;

    /// <summary>How far back bills must be read so that every bar has its year before.</summary>
    public const int MonthsToRead = Months + 12;

    /// <summary>The months up to and with the latest bill that has reads, oldest first.</summary>
    public static IReadOnlyList<UseMonth> Of(IEnumerable<BillRead> reads)
    {
        var byMonth = reads
            .GroupBy(r => new DateOnly(r.CurrentReadOn.Year, r.CurrentReadOn.Month, 1))
            .ToDictionary(
                month => month.Key,
                month => (
                    Used: month.Sum(r => r.Used),
                    month.First().Unit,
                    Estimated: month.Any(r => r.CurrentKind == ReadKind.Estimated)));
        if (byMonth.Count == 0)
        {
            return [];
        }

        var first = byMonth.Keys.Max().AddMonths(1 - Months);
        return
        [
            .. from month in byMonth
               where month.Key >= first
               orderby month.Key
               select new UseMonth(
                   month.Key,
                   month.Value.Used,
                   month.Value.Unit,
                   month.Value.Estimated,
                   byMonth.TryGetValue(month.Key.AddYears(-1), out var before) ? before.Used : null),
        ];
    }

    /// <summary>Gallons in a CCF, the hundred cubic feet that meters count.</summary>
    public const decimal GallonsInCcf = 748.052m;

    /// <summary>Use of water in gallons to the nearest ten, as people can picture it; null for other units.</summary>
    public static decimal? Gallons(decimal used, string unit) => GallonsIn(unit) is > 0m and var gallons
        ? Math.Round(used * gallons / 10m, MidpointRounding.AwayFromZero) * 10m
        : null;

    /// <summary>Gallons in one unit of a meter; 0 where it counts no water.</summary>
    public static decimal GallonsIn(string unit) => unit switch
    {
        "CCF" => GallonsInCcf,
        "CF" => GallonsInCcf / 100m,
        "kGal" => 1_000m,
        "gal" => 1m,
        "m3" => 264.172052m,
        "L" => 0.264172052m,
        _ => 0m,
    };
}
