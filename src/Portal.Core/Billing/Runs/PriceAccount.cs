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
        var (reads, tooMuch) = CountReads.Run(account, billId, terms, findings);
        var credit = Credit(account.Id, tooMuch, findings);
        var charges = findings.Any(f => f.Blocks) ? [] : Charges(account, reads, credit, findings);
        var from = FromOf(account);
        return new()
        {
            Inputs = account,
            BillId = billId,
            From = from,
            Charges = charges,
            Credits = credit?.Credits ?? [],
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

    /// <summary>What estimates had too much; where it is not certain, a person credits it.</summary>
    private CreditEstimates.Answer? Credit(
        Guid accountId, List<(PointInputs Point, IReadOnlyList<TrueUpEstimates.Correction> Back)> tooMuch,
        List<RunFinding> findings)
    {
        if (tooMuch.Count == 0 || findings.Any(f => f.Blocks))
        {
            return null;
        }

        var answer = CreditEstimates.For(tooMuch, book);
        if (answer is null)
        {
            var point = tooMuch[0].Point;
            findings.Add(new(
                accountId, FindingCode.TrueUpByHand, Blocks: true, point.MeterNumber!,
                $"{point.Opening!.Reading:0.####}", $"{point.Closing!.Reading:0.####}"));
        }

        return answer;
    }

    /// <summary>Premise by premise, the account's own first: a percent is reckoned on lines of its own place.</summary>
    private List<PricedCharge> Charges(
        AccountInputs account, List<BillRead> reads, CreditEstimates.Answer? credit, List<RunFinding> findings)
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
                    charges.AddRange(Explained(lines, credit).Select(line => line.ToPricedCharge() with
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

    /// <summary>The first line of a meter's use says what goes back because of it.</summary>
    private static IEnumerable<ChargeLine> Explained(IReadOnlyList<ChargeLine> lines, CreditEstimates.Answer? credit)
    {
        var unsaid = (credit?.Meters ?? []).ToDictionary(m => m.MeterNumber, m => m.Parts);
        foreach (var line in lines)
        {
            yield return line.Explanation.Read is { } read && unsaid.Remove(read.MeterNumber, out var parts)
                ? line with { Explanation = line.Explanation with { TrueUp = parts } }
                : line;
        }
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
            var came = used + (point.OtherWater?.Used ?? 0m);
            var priced = ScheduleOf(point) is { } schedule
                ? book.Across(UseOf(point, schedule, read, came), RunWords.Of(point.CustomerClass), terms.BillOn)
                : [];

            // No version holds on the day that the city's settings price by.
            if (priced.Count == 0)
            {
                findings.Add(new(account.Id, FindingCode.NoRate, Blocks: true, RunWords.Of(point.Service)));
                return null;
            }

            foreach (var use in priced)
            {
                var whole = use with { Winter = WhatRatesNeed.WinterOf(point, use.Schedule, terms.BillOn) };
                if (WhatRatesNeed.Fault(account.Id, point, water, whole) is { } fault)
                {
                    findings.Add(fault);
                    return null;
                }

                uses.Add(whole);
            }
        }

        return uses;
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
            Frequency = point.Frequency,
            Area = point.RateArea,
            ExtraPickups = point.ExtraPickups,
            Demand = point.Demand,
            Exported = point.Exported ?? 0m,
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
