using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// Works out one account's bill from what was loaded, by the portal's one rating code. Pure: preview, mock bill and
/// issue ask it and get the same answer. What stands in the way is a finding, never an exception.
/// </summary>
internal sealed class PriceAccount(RunTerms terms, RateBook book)
{
    /// <summary>Days by which the time between reads may differ from that served.</summary>
    private const int UsualDrift = 5;

    private readonly Dictionary<(UtilityService, CustomerClass), RateSchedule?> _schedules = [];

    internal PricedAccount For(AccountInputs account)
    {
        var findings = new List<RunFinding>();
        var billId = Guid.CreateVersion7();
        CheckAccount(account, findings);
        var reads = Reads(account, billId, findings);
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
            ? account.Points.Min(FromOf)
            : terms.From;

    private DateOnly FromOf(PointInputs point) => point.StartsOn > terms.From ? point.StartsOn : terms.From;

    private DateOnly ToOf(PointInputs point) => point.EndsOn is { } ended && ended < terms.To ? ended : terms.To;

    private void CheckAccount(AccountInputs account, List<RunFinding> findings)
    {
        void Add(FindingCode code, bool blocks, params string[] detail) =>
            findings.Add(new(account.Id, code, blocks, detail));

        if (account.Points.Count == 0)
        {
            Add(FindingCode.NoService, blocks: true);
        }

        if (account.Last is { } last && last.PeriodTo > terms.From)
        {
            Add(FindingCode.DoubleMonth, blocks: true, Day(last.PeriodTo));
        }
        else if (account.Last is { IsServedSince: true } before && before.PeriodTo < terms.From)
        {
            Add(FindingCode.Unbilled, blocks: true, Day(before.PeriodTo), Day(terms.From));
        }

        foreach (var rule in account.HeldBy)
        {
            Add(FindingCode.HeldRead, blocks: true, rule);
        }

        // Twice in one period: the reads in between are for a person to add up.
        if (account.Points.Any(p => p.Exchange is { Times: > 1 }))
        {
            Add(FindingCode.HeldRead, blocks: true, "exchange");
        }

        if (!account.CanBeReached)
        {
            Add(FindingCode.NoAddress, blocks: true);
        }

        foreach (var point in account.Points.Where(p => p.StartsOn > terms.From || p.EndsOn < terms.To))
        {
            Add(
                FindingCode.PartPeriod, false, RunWords.Of(point.Service), Day(FromOf(point)), Day(ToOf(point)));
        }

        // Two agreements of one point in one period would be two segments of one read.
        foreach (var twice in account.Points.CountBy(p => p.ServicePointId).Where(p => p.Value > 1))
        {
            var point = account.Points.First(p => p.ServicePointId == twice.Key);
            Add(FindingCode.PartPeriod, blocks: true, RunWords.Of(point.Service), Day(terms.From), Day(terms.To));
        }
    }

    private List<BillRead> Reads(AccountInputs account, Guid billId, List<RunFinding> findings)
    {
        var reads = new List<BillRead>(1);
        foreach (var point in account.Points.Where(p => p.IsMetered))
        {
            // A newcomer does not pay for what was used before: the opening read is of the first day, or nearly.
            if (point.Opening is not { } opening || point.Closing is not { } closing
                || (point.StartsOn > terms.From && point.StartsOn.DayNumber - opening.On.DayNumber > UsualDrift))
            {
                findings.Add(new(account.Id, FindingCode.MissingRead, Blocks: true, point.MeterNumber!));
                continue;
            }

            var used = point.UseOf(opening, closing);
            if (used < 0)
            {
                findings.Add(new(
                    account.Id, FindingCode.NegativeUse, Blocks: true, point.MeterNumber!, Number(opening.Reading),
                    Number(closing.Reading)));
                continue;
            }

            var days = closing.On.DayNumber - opening.On.DayNumber;
            var served = ToOf(point).DayNumber - FromOf(point).DayNumber;
            if (Math.Abs(days - served) > UsualDrift)
            {
                findings.Add(new(
                    account.Id, FindingCode.DaysOutlier, Blocks: false, point.MeterNumber!, $"{days}", $"{served}"));
            }

            reads.Add(new()
            {
                BillId = billId,
                ServicePointId = point.ServicePointId,
                MeterNumber = point.MeterNumber!,
                PreviousReadOn = opening.On,
                PreviousReading = opening.Reading,
                PreviousKind = opening.Kind,
                CurrentReadOn = closing.On,
                CurrentReading = closing.Reading,
                CurrentKind = closing.Kind,
                Used = used,
                Unit = point.ReadUnit ?? "CCF",
            });
        }

        return reads;
    }

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
        var water = points.Where(p => p.Service == UtilityService.Water)
            .Sum(p => reads.Find(r => r.ServicePointId == p.ServicePointId)?.Used ?? 0m);
        foreach (var point in points)
        {
            if (ScheduleOf(point) is not { } schedule)
            {
                findings.Add(new(account.Id, FindingCode.NoRate, Blocks: true, RunWords.Of(point.Service)));
                return null;
            }

            var read = reads.Find(r => r.ServicePointId == point.ServicePointId);
            uses.AddRange(book.Across(
                UseOf(point, schedule, read, water), RunWords.Of(point.CustomerClass), terms.BillOn));
        }

        return uses;
    }

    private RatedUse UseOf(PointInputs point, RateSchedule schedule, BillRead? read, decimal water)
    {
        var (from, to) = (FromOf(point), ToOf(point));
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

    private static string Day(DateOnly day) => day.ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private static string Number(decimal number) =>
        number.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
}
