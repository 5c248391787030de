using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Reads;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// Works out one account's bill from what was loaded, by the portal's one rating code. Pure: preview, mock bill and
/// issue ask it and get the same answer. What stands in the way is a finding, never an exception.
/// </summary>
internal sealed class PriceAccount(RunTerms terms, RateBook book)
{
    private readonly Dictionary<(UtilityService, CustomerClass), RateSchedule?> _schedules = [];

    internal PricedAccount For(AccountInputs account)
    {
        var findings = new List<RunFinding>();
        var billId = Guid.CreateVersion7();
        CheckAccount.Run(account, terms, findings);
        var reads = CountReads.Run(account, billId, terms, findings);
        var charges = findings.Any(f => f.Blocks) ? [] : Charges(account, reads, findings);
        var from = FromOf(account);
        return new()
        {
            Inputs = account,
            BillId = billId,
            From = from,
            Charges = charges,
            Reads = reads,
            Findings = findings,
            Total = charges.Select(c => c.Amount).Sum(),
            Fingerprint = Billing.Runs.Fingerprint.Of(account.Id, from, terms, charges, reads),
        };
    }

    /// <summary>The period's first day, or the first day served of an account that is new or served anew.</summary>
    private DateOnly FromOf(AccountInputs account) =>
        (account.Last is null || account.Last.PeriodTo < terms.From) && account.Points.Count > 0
            ? account.Points.Min(terms.FromOf)
            : terms.From;

    /// <summary>Premise by premise, the account's own first: a percent is reckoned on lines of its own place.</summary>
    private List<PricedCharge> Charges(AccountInputs account, List<BillRead> reads, List<RunFinding> findings)
    {
        var charges = new List<PricedCharge>(8);
        var places = account.Points.GroupBy(p => p.PremiseId).OrderBy(p => p.Key != account.PremiseId);
        foreach (var place in places)
        {
            if (UsesOf(account, [.. place.OrderBy(p => p.Service)], reads, findings) is not { } uses)
            {
                return [];
            }

            switch (PriceCharges.For(uses))
            {
                case Outcome<IReadOnlyList<ChargeLine>>.Done(var lines):
                    charges.AddRange(lines.Select(line => line.ToPricedCharge() with
                    {
                        PremiseId = place.Key == account.PremiseId ? null : place.Key,
                        Days = (line.Explanation.FromOn, line.Explanation.ToOn),
                    }));
                    break;
                case Outcome<IReadOnlyList<ChargeLine>>.Refused(var refusal):
                    findings.Add(new(account.Id, FindingCode.NoRate, Blocks: true, refusal.Reason));
                    return [];
                default: throw new InvalidOperationException("Outcome has two cases.");
            }
        }

        return charges;
    }

    private List<RatedUse>? UsesOf(
        AccountInputs account, List<PointInputs> points, List<BillRead> reads, List<RunFinding> findings)
    {
        var uses = new List<RatedUse>(points.Count);
        var water = points.Where(p => p.Service == UtilityService.Water).ToList();
        var used = water.Sum(p => reads.Find(r => r.ServicePointId == p.ServicePointId)?.Used ?? 0m);
        foreach (var point in points)
        {
            var read = reads.Find(r => r.ServicePointId == point.ServicePointId);
            var priced = ScheduleOf(point) is { } schedule
                ? book.Across(UseOf(point, schedule, read, used), RunWords.Of(point.CustomerClass), terms.BillOn)
                : [];

            // No version holds on the day that the city's settings price by.
            if (priced.Count == 0)
            {
                findings.Add(new(account.Id, FindingCode.NoRate, Blocks: true, RunWords.Of(point.Service)));
                return null;
            }

            if (UnitFault(account.Id, point, water, priced) is { } fault)
            {
                findings.Add(fault);
                return null;
            }

            uses.AddRange(priced);
        }

        return uses;
    }

    /// <summary>
    /// A use is billed in the unit it was counted in, never converted (domain.md §1.1): where the meter's unit is not
    /// the rates', or is not known, nothing is billed.
    /// </summary>
    private static RunFinding? UnitFault(
        Guid accountId, PointInputs point, List<PointInputs> water, IReadOnlyList<RatedUse> priced)
    {
        IReadOnlyList<PointInputs> meters = point.IsMetered ? [point]
            : point.Service == UtilityService.Sewer ? water
            : [];
        foreach (var use in priced.Where(
            u => u.Schedule.Charges.Any(c => c is UseCharge { Basis: not UseBasis.Demand })))
        {
            foreach (var meter in meters)
            {
                if (ReadUnits.Known(meter.ReadUnit) is not { } unit || unit != ReadUnits.Known(use.Schedule.Unit))
                {
                    return new(
                        accountId, FindingCode.UnitMismatch, Blocks: true, meter.MeterNumber ?? "–",
                        meter.ReadUnit ?? "–", use.Schedule.Unit);
                }
            }
        }

        return null;
    }

    private RatedUse UseOf(PointInputs point, RateSchedule schedule, BillRead? read, decimal water)
    {
        var (from, to) = (terms.FromOf(point), terms.ToOf(point));
        return new()
        {
            Schedule = schedule,
            Location = point.Location,
            MeterSize = point.MeterSize,
            Choice = point.Choice,
            Count = point.Service == UtilityService.Refuse ? point.Carts : 1,
            Dwellings = point.Dwellings,
            SquareFeet = point.AreaSqft,
            Exemptions = point.Exemptions,
            Discounts = point.Discounts,
            // What goes down the sewer is reckoned by the water that came in.
            Quantity = read?.Used ?? (point.Service == UtilityService.Sewer ? water : 0m),
            FromOn = from,
            ToOn = to,
            PeriodDays = to.DayNumber - from.DayNumber == terms.Days ? null : terms.Days,
            StartedOn = point.StartsOn > terms.From ? point.StartsOn : null,
            Read = read is null ? null : new(
                read.MeterNumber, read.PreviousReading, read.PreviousReadOn, read.CurrentReading,
                read.CurrentReadOn, read.CurrentKind == ReadKind.Estimated),
        };
    }

    private RateSchedule? ScheduleOf(PointInputs point)
    {
        var key = (point.Service, point.CustomerClass);
        if (!_schedules.TryGetValue(key, out var schedule))
        {
            schedule = book.On(terms.BillOn, RunWords.Of(point.Service), RunWords.Of(point.CustomerClass));
            _schedules.Add(key, schedule);
        }

        return schedule;
    }
}
