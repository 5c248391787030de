using Portal.Core.Accounts;
using Portal.Core.Common;

namespace Portal.Core.Billing.Rating;

/// <summary>What a rate document must say beyond its shape: tiers that rise, codes that exist, months.</summary>
internal static class RateRules
{
    private static readonly HashSet<string> Services =
        [.. Enum.GetNames<UtilityService>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    internal static IEnumerable<RateFault> Faults(RateDocument document, PlacedJson root)
    {
        RateFault At(Refusal why, params ReadOnlySpan<object> steps)
        {
            var node = root.At(steps);
            return new(node.Line, node.Path, why);
        }

        var versions = new HashSet<(string, int)>();
        for (var s = 0; s < document.Schedules.Count; s++)
        {
            var schedule = document.Schedules[s];
            if (!versions.Add((schedule.Id, schedule.Version)))
            {
                yield return At(new("Rates_VersionTwice", schedule.Id, schedule.Version), "schedules", s, "version");
            }

            foreach (var why in OfSchedule(schedule))
            {
                yield return At(why, "schedules", s);
            }

            for (var c = 0; c < schedule.Charges.Count; c++)
            {
                foreach (var why in OfCharge(schedule, c))
                {
                    yield return At(why, "schedules", s, "charges", c);
                }
            }
        }

        var settings = document.Settings ?? [];
        for (var s = 0; s < settings.Count; s++)
        {
            if (settings[s].Version < 1 || settings[s].BackBillingMonths is < 0 or > 120
                || settings[s].CorrectionMonths is < 0 or > 120)
            {
                yield return At(new("Rates_SettingsRange"), "settings", s);
            }
        }
    }

    private static IEnumerable<Refusal> OfSchedule(RateSchedule schedule)
    {
        if (!Services.Contains(schedule.Service))
        {
            yield return new("Rates_NotOneOf", schedule.Service, string.Join(", ", Services));
        }

        if (schedule.Version < 1 || schedule.Id.Length == 0 || schedule.Id == "settings")
        {
            yield return new("Rates_IdAndVersion");
        }

        if (schedule.WinterAverage is { } winter
            && (winter.Months.Count == 0 || winter.Months.Append(winter.AppliesFrom).Any(m => m is < 1 or > 12)))
        {
            yield return new("Rates_Months", schedule.Id);
        }
    }

    private static IEnumerable<Refusal> OfCharge(RateSchedule schedule, int place)
    {
        var charge = schedule.Charges[place];
        var name = $"{schedule.Id} {schedule.Version}";
        var before = schedule.Charges.Take(place).Select(c => c.Code).ToHashSet();
        if (before.Contains(charge.Code))
        {
            yield return new("Rates_CodeTwice", name, charge.Code);
        }

        if (Over(charge) is { } over)
        {
            if (over.Contains(charge.Code))
            {
                yield return new("Rates_PercentOfItself", name, charge.Code);
            }

            // A percent may name charges of other services; those of its own come before it.
            var own = schedule.Charges.Select(c => c.Code).ToHashSet();
            var late = over.Where(c => c != charge.Code && !before.Contains(c))
                .FirstOrDefault(c => charge is not PercentCharge || own.Contains(c));
            if (late is not null)
            {
                yield return new("Rates_OverNotBefore", name, charge.Code, late);
            }
        }

        if (Rows(charge) == 0)
        {
            yield return new("Rates_NoRows", name, charge.Code);
        }

        if (charge is TieredUse tiered && tiered.Tables.Any(t => !Rises([.. t.Tiers.Select(tier => tier.Above)])))
        {
            yield return new("Rates_TiersOutOfOrder", name, charge.Code);
        }

        foreach (var why in OfKind(charge, name))
        {
            yield return why;
        }
    }

    private static IEnumerable<Refusal> OfKind(RateCharge charge, string name)
    {
        var prices = RateText.Prices(charge);
        if (prices.Any(p => p.Rate < 0) || charge is TieredUse tiers
            && tiers.Tables.Any(t => t.Tiers.Any(tier => tier.Rate < 0)))
        {
            yield return new("Rates_BelowZero", name, charge.Code);
        }

        if (prices.Any(p => (p.Program is null) != (p.Funding is null)))
        {
            yield return new("Rates_ProgramNeedsFunding", name, charge.Code);
        }

        if (charge is DiscountCharge discount && (discount.Percent is null) == (discount.Dollars is null))
        {
            yield return new("Rates_PercentOrDollars", name, charge.Code);
        }

        if (charge is AnnualCharge { Month: < 1 or > 12 })
        {
            yield return new("Rates_Months", name);
        }

        if (charge is StormwaterCharge stormwater && (stormwater.SquareFeet <= 0
            || (stormwater.Bands is { } bands && !Rises([.. bands.Select(b => b.UpTo)]))))
        {
            yield return new("Rates_SquareFeet", name, charge.Code);
        }
    }

    private static IReadOnlyList<string>? Over(RateCharge charge) => charge switch
    {
        PercentCharge percent => percent.Over,
        MinimumCharge minimum => minimum.Over,
        DiscountCharge discount => discount.Over,
        _ => null,
    };

    private static int Rows(RateCharge charge) => charge switch
    {
        TieredUse tiered => tiered.Tables.Count,
        DiscountCharge discount => discount.Over.Count,
        _ => RateText.Prices(charge).Count,
    };

    private static bool Rises(IReadOnlyList<decimal> numbers) =>
        numbers.Count > 0
        && numbers[0] >= 0
        && numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second);
}
