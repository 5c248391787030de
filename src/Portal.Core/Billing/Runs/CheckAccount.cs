using System.Globalization;

namespace Portal.Core.Billing.Runs;

/// <summary>What stands in the way of a bill before anything is priced: days, holds, the address.</summary>
internal static class CheckAccount
{
    internal static void Run(AccountInputs account, RunTerms terms, List<RunFinding> findings)
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
        else if (account.UnbilledFrom is { } unbilled)
        {
            Add(FindingCode.Unbilled, blocks: true, Day(unbilled), Day(terms.From));
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
                FindingCode.PartPeriod, false, RunWords.Of(point.Service), Day(terms.FromOf(point)),
                Day(terms.ToOf(point)));
        }

        // Two agreements of one point in one period would be two segments of one read.
        foreach (var twice in account.Points.CountBy(p => p.ServicePointId).Where(p => p.Value > 1))
        {
            var point = account.Points.First(p => p.ServicePointId == twice.Key);
            Add(FindingCode.PartPeriod, blocks: true, RunWords.Of(point.Service), Day(terms.From), Day(terms.To));
        }
    }

    private static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
