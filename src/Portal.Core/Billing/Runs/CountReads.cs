using System.Globalization;
using Portal.Core.Reads;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// Turns the reads that open and close a period into the use that is billed, meter by meter. Where a read is below an
/// estimate that was billed, nothing was used and the estimates give back (<see cref="TrueUpEstimates"/>).
/// </summary>
internal static class CountReads
{
    /// <summary>Days by which the time between reads may differ from that served.</summary>
    private const int UsualDrift = 5;

    /// <summary>Days beyond which the use is another period's: it is not billed before a person has looked.</summary>
    private const int LargestDrift = 10;

    /// <summary>What is billed, and what goes back of bills that counted estimates.</summary>
    internal sealed record Answer(
        List<BillRead> Reads, List<(PointInputs Point, IReadOnlyList<TrueUpEstimates.Correction> Back)> TooMuch);

    internal static Answer Run(AccountInputs account, Guid billId, RunTerms terms, List<RunFinding> findings)
    {
        void Add(FindingCode code, bool blocks, params string[] detail) =>
            findings.Add(new(account.Id, code, blocks, detail));

        var answer = new Answer(new(1), []);
        foreach (var point in account.Points.Where(p => p.IsMetered))
        {
            // A newcomer does not pay for what was used before: the opening read is of the first day, or nearly.
            if (point.Opening is not { } opening || point.Closing is not { } closing
                || (point.StartsOn > terms.From && point.StartsOn.DayNumber - opening.On.DayNumber > UsualDrift))
            {
                Add(FindingCode.MissingRead, true, point.MeterNumber!);
                continue;
            }

            var counted = point.UseOf(opening, closing);
            var (used, back, unexplained) = TrueUpEstimates.From(
                counted,
                [.. point.Estimates.Reverse().Select(e => new TrueUpEstimates.Estimated(e.From, e.To, e.Used))]);
            if (back.Count > 0)
            {
                answer.TooMuch.Add((point, back));
            }

            if (unexplained < 0)
            {
                Add(
                    FindingCode.NegativeUse, true, point.MeterNumber!, Number(opening.Reading),
                    Number(closing.Reading));
                continue;
            }

            var days = closing.On.DayNumber - opening.On.DayNumber;
            var served = terms.ToOf(point).DayNumber - terms.FromOf(point).DayNumber;
            if (Math.Abs(days - served) is var drift && drift > UsualDrift)
            {
                Add(FindingCode.DaysOutlier, drift > LargestDrift, point.MeterNumber!, $"{days}", $"{served}");
            }

            answer.Reads.Add(new()
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
                Unit = point.ReadUnit ?? "",
            });
        }

        return answer;
    }

    private static string Number(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
