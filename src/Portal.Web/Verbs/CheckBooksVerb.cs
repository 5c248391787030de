using Portal.Core.Ledger;

namespace Portal.Web.Verbs;

/// <summary>Proves every invariant of the ledger; names the offending rows when one fails.</summary>
public sealed class CheckBooksVerb : IVerb
{
    public string Name => "check-books";

    public string Use => "check-books";

    public IReadOnlyList<string> Options => [];

    public async Task<int> RunAsync(VerbOptions options, Func<IServiceProvider> buildServices, CancellationToken ct)
    {
        await using var scope = buildServices().CreateAsyncScope();
        var findings = await scope.ServiceProvider.GetRequiredService<CheckBooks>().RunAsync(ct);
        foreach (var finding in findings)
        {
            Console.WriteLine($"{(finding.Offenders.Count == 0 ? "ok  " : "FAIL")} {finding.Check}: {finding.Meaning}");
            foreach (var offender in finding.Offenders)
            {
                await Console.Error.WriteLineAsync($"{finding.Check}: {offender}");
            }
        }

        return findings.All(f => f.Offenders.Count == 0) ? 0 : 1;
    }
}
