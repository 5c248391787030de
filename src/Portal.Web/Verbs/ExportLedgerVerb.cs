using Portal.Core.Ledger;

namespace Portal.Web.Verbs;

/// <summary>The journal of a span of days on standard output.</summary>
public sealed class ExportLedgerVerb : IVerb
{
    public string Name => "export-ledger";

    public string Use => "export-ledger --format hledger --from YYYY-MM-DD --to YYYY-MM-DD";

    public IReadOnlyList<string> Options => ["format", "from", "to"];

    public async Task<int> RunAsync(VerbOptions options, Func<IServiceProvider> buildServices, CancellationToken ct)
    {
        if (options["format"] is not { } format
            || options.Day("from") is not { } from
            || options.Day("to") is not { } to)
        {
            await Console.Error.WriteLineAsync($"Use it so: {Use}");
            return OperatorVerbs.Misused;
        }

        await using var scope = buildServices().CreateAsyncScope();
        await using var text = new StreamWriter(Console.OpenStandardOutput());
        var outcome = await scope.ServiceProvider.GetRequiredService<ExportJournal>()
            .RunAsync(new(format, from, to, text), ct);
        return outcome.Done(out _) ? 0 : 1;
    }
}
