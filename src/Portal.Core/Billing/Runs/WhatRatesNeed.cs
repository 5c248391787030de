using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Reads;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// What a schedule needs of a service before it may price it. A price that depends on something nobody recorded would
/// silently be another customer's, and a use in another unit would be none: both are findings, by name.
/// </summary>
internal static class WhatRatesNeed
{
    /// <returns>Null when everything is there.</returns>
    /// <param name="water">The account's own water meters at the premise.</param>
    internal static RunFinding? Fault(
        Guid accountId, PointInputs point, IReadOnlyList<PointInputs> water, RatedUse use)
    {
        foreach (var charge in use.Schedule.Charges)
        {
            if (Missing(charge, point, water.Count > 0, use) is { } figure)
            {
                return new(accountId, FindingCode.MissingFigure, Blocks: true, RunWords.Of(point.Service), figure);
            }
        }

        return use.Schedule.Charges.Any(c => c is UseCharge { Basis: not UseBasis.Demand })
            ? UnitFault(accountId, point, water, use.Schedule)
            : null;
    }

    /// <summary>
    /// The average that holds on the bill date: of this customer at this place, else of the place they came from.
    /// </summary>
    internal static WinterAverage? WinterOf(PointInputs point, RateSchedule schedule, DateOnly billOn)
    {
        if (schedule.WinterAverage is not { } rule)
        {
            return null;
        }

        var before = point.Winters.Where(w => w.PremiseId != point.PremiseId).GroupBy(w => w.PremiseId)
            .OrderByDescending(place => place.Max(w => w.Use.ToOn))
            .Select(place => WinterAverage.On(billOn, rule, place.Select(w => w.Use)))
            .FirstOrDefault(average => average is { Source: WinterSource.Measured });
        var here = point.Winters.Where(w => w.PremiseId == point.PremiseId).Select(w => w.Use);
        return WinterAverage.On(billOn, rule, here, before?.Units);
    }

    private static string? Missing(RateCharge charge, PointInputs point, bool hasWater, RatedUse use)
    {
        var rows = Rows(charge);
        return charge switch
        {
            _ when point.Frequency is null && rows.Any(r => r.Frequency is not null) => "frequency",
            _ when point.RateArea is null && rows.Any(r => r.Area is not null) => "rate_area",
            UseCharge { Basis: UseBasis.Demand } when point.Demand is null => "demand",
            UseCharge { Basis: UseBasis.WinterAverage or UseBasis.LowerOfBoth } when HasNoAverage(use) =>
                "winter_average",
            UseCharge { Basis: UseBasis.Use or UseBasis.LowerOfBoth } when !IsCounted(point, hasWater) => "use",
            StormwaterCharge when point.AreaSqft is null => "area",
            ExportCredit when point.Exported is null => "exported",
            ExportCredit when point.Exported > 0 => "export_credit",
            _ => null,
        };
    }

    private static bool HasNoAverage(RatedUse use) =>
        use.Winter is null && use.Schedule.WinterAverage?.DefaultDollars is null;

    /// <summary>A sewer is reckoned by all the water of its place, whoever pays for it.</summary>
    private static bool IsCounted(PointInputs point, bool hasWater) => point.Service == UtilityService.Sewer
        ? (hasWater || point.OtherWater is not null) && point.OtherWater is null or { Unread: 0 }
        : point.IsMetered;

    private static IEnumerable<PriceCondition> Rows(RateCharge charge) => charge switch
    {
        ServiceCharge c => c.Prices,
        UniformUse c => c.Prices,
        TieredUse c => c.Tables,
        FlatCharge c => c.Prices,
        StormwaterCharge c => c.Prices,
        AnnualCharge c => c.Prices,
        MinimumCharge c => c.Prices,
        PercentCharge c => c.Prices,
        ExportCredit c => c.Prices,
        _ => [],
    };

    /// <summary>
    /// A use is billed in the unit it was counted in, never converted (domain.md §1.1): where the meter's unit is not
    /// the rates', or is not known, nothing is billed.
    /// </summary>
    private static RunFinding? UnitFault(
        Guid accountId, PointInputs point, IReadOnlyList<PointInputs> water, RateSchedule schedule)
    {
        IEnumerable<(string Meter, string? Unit)> meters = point.IsMetered ? [(point.MeterNumber!, point.ReadUnit)]
            : point.Service == UtilityService.Sewer
                ?
                [
                    .. water.Select(w => (w.MeterNumber ?? "–", w.ReadUnit)),
                    .. (point.OtherWater?.Units ?? []).Select(unit => ("–", (string?)unit)),
                    .. point.Winters.Select(w => ("–", (string?)w.Unit)),
                ]
            : [];
        foreach (var (meter, unit) in meters)
        {
            if (ReadUnits.Known(unit) is not { } known || known != ReadUnits.Known(schedule.Unit))
            {
                return new(accountId, FindingCode.UnitMismatch, Blocks: true, meter, unit ?? "–", schedule.Unit);
            }
        }

        return null;
    }
}
