using Microsoft.Extensions.Logging;
using Portal.Core.Common;
using Portal.Core.Payments;

namespace Portal.Core.Ledger;

/// <summary>
/// Every night: proves the books. Each check that fails is logged and put before the office with the rows that break
/// it, once a day.
/// </summary>
public sealed partial class CheckBooksNightly(
    CheckBooks checkBooks, RaiseOfficeTask raiseTask, BusinessClock clock, ILogger<CheckBooksNightly> log)
{
    /// <returns>How many checks failed.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var failed = (await checkBooks.RunAsync(ct)).Where(f => f.Offenders.Count > 0).ToList();
        foreach (var finding in failed)
        {
            var offenders = string.Join('\n', finding.Offenders);
            SayFailed(finding.Check, offenders);
            await raiseTask.RunAsync(
                new("books", $"books:{finding.Check}:{clock.Today:yyyy-MM-dd}", $"{finding.Meaning}\n{offenders}"), ct);
        }

        return failed.Count;
    }

    [LoggerMessage(LogLevel.Critical, "The books do not hold: {Check}\n{Offenders}")]
    private partial void SayFailed(string check, string offenders);
}
