using System.Reflection;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;

namespace Portal.Core.Data.Seeds;

/// <summary>What every account of a demo city shares.</summary>
internal sealed class CityPlan
{
    private readonly Dictionary<(string Service, DateOnly On), RateSchedule> _schedules;
    private readonly long[] _firstNumber;
    private readonly int[][] _billsBefore;

    internal CityPlan(int accounts, long seed, int accountsInChunk, CityCalendar calendar)
    {
        (Accounts, Seed, AccountsInChunk, Calendar) = (accounts, seed, accountsInChunk, calendar);
        Ids = new(seed);
        People = new(seed, Ids);
        Streets = new(seed, Ids);
        UsePatterns = new(seed);
        RatesJson = ReadRates();
        Rates = RateDocument.Read(RatesJson) switch
        {
            Outcome<RateBook>.Done(var book) => book,
            Outcome<RateBook>.Refused(var refusal) => throw new InvalidOperationException(refusal.Reason),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
        _schedules = (
            from service in new[] { "water", "sewer", "refuse" }
            from day in calendar.Runs.Select(r => r.IssuedOn).Distinct()
            select (service, day)).ToDictionary(
                key => key, key => Rates.On(key.day, key.service, RateBook.AnyClass)
                    ?? throw new InvalidOperationException($"No {key.service} rates on {key.day:O}."));
        (_firstNumber, _billsBefore) = CountBills();
    }

    internal int Accounts { get; }

    internal long Seed { get; }

    internal int AccountsInChunk { get; }

    internal int Chunks => (Accounts + AccountsInChunk - 1) / AccountsInChunk;

    internal CityCalendar Calendar { get; }

    internal SeedIds Ids { get; }

    internal People People { get; }

    internal Streets Streets { get; }

    internal UsePatterns UsePatterns { get; }

    internal string RatesJson { get; }

    internal RateBook Rates { get; }

    /// <summary>How many bills the city has issued, and so the last bill number.</summary>
    internal long Bills { get; private set; }

    /// <summary>What water is counted in.</summary>
    internal string WaterUnit => Schedule("water", Calendar.Runs[0].IssuedOn).Unit;

    internal RateSchedule Schedule(string service, DateOnly on) => _schedules[(service, on)];

    /// <summary>The number of each run's first bill of a chunk, by the run's place in order of issue.</summary>
    internal long[] FirstNumbers(int chunk) =>
        [.. _firstNumber.Zip(_billsBefore[chunk], (first, before) => first + before)];

    /// <summary>Numbers rise by run and in it by account, without a gap, in whatever order chunks are made.</summary>
    private (long[] First, int[][] Before) CountBills()
    {
        var runs = Calendar.Runs;
        var places = Enumerable.Range(0, runs.Count).ToDictionary(i => (runs[i].Cycle, runs[i].Month));
        var counts = new int[runs.Count];
        var before = new int[Chunks][];
        for (var index = 0; index < Accounts; index++)
        {
            if (index % AccountsInChunk == 0)
            {
                before[index / AccountsInChunk] = [.. counts];
            }

            var plan = AccountPlan.Of(Seed, index, Calendar);
            for (var month = plan.FirstMonth; month <= plan.LastMonth; month++)
            {
                counts[places[(plan.Cycle, month)]]++;
            }
        }

        var first = new long[runs.Count];
        var next = 1L;
        for (var run = 0; run < runs.Count; run++)
        {
            first[run] = next;
            next += counts[run];
        }

        Bills = next - 1;
        return (first, before);
    }

    private static string ReadRates()
    {
        using var stream = Assembly.GetExecutingAssembly()
            .GetManifestResourceStream("Portal.Core.Data.Seeds.rates.alder-falls.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
