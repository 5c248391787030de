using System.Diagnostics;
using System.Globalization;
using Portal.Core.Common;
using Portal.Core.Data.Seeds;

namespace Portal.Web.Verbs;

/// <summary>Fills an empty database with the demo city and its three sign-ins, and says how long it took.</summary>
public sealed class SeedDemoVerb : IVerb
{
    public string Name => "seed-demo";

    public string Use => "seed-demo --accounts N --seed S [--as-of YYYY-MM-DD] [--when-filled keep]";

    public IReadOnlyList<string> Options => ["accounts", "seed", "as-of", "when-filled"];

    public async Task<int> RunAsync(VerbOptions options, Func<IServiceProvider> buildServices, CancellationToken ct)
    {
        if (!int.TryParse(options["accounts"], NumberStyles.None, CultureInfo.InvariantCulture, out var accounts)
            || !long.TryParse(options["seed"], NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            || (options["as-of"] is not null && options.Day("as-of") is null)
            || options["when-filled"] is not (null or "keep"))
        {
            await Console.Error.WriteLineAsync($"Use it so: {Use}");
            return OperatorVerbs.Misused;
        }

        var watch = Stopwatch.StartNew();
        await using var scope = buildServices().CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<SeedDemoCity>()
            .RunAsync(new(accounts, seed, options.Day("as-of")), ct);
        if (options["when-filled"] == "keep"
            && outcome is Outcome<SeedDemoCity.Counts>.Refused({ Key: "Seed_NotEmpty" }))
        {
            Console.WriteLine("The database already has a city in it; kept.");
            return 0;
        }

        if (!outcome.Done(out var counts))
        {
            return 1;
        }

        await scope.ServiceProvider.GetRequiredService<CityQuestions>().RunAsync(ct);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{counts.Accounts} accounts, {counts.Bills} bills, {counts.Payments} payments, "
            + $"{counts.JournalEntries} journal entries in {watch.Elapsed.TotalSeconds:0.0} s."));
        return 0;
    }
}
