namespace Portal.Web.Work;

/// <summary>How a worker bears what fails: it says so, rests a while that grows to a minute, and tries again.</summary>
internal sealed partial class Patience(TimeProvider clock, ILogger<Patience> log)
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(60);

    /// <summary>The rest after so many failures in a row.</summary>
    public static TimeSpan RestAfter(int failures) =>
        TimeSpan.FromSeconds(Math.Min(LongestRest.TotalSeconds, Math.Pow(2, failures)));

    /// <summary>Tries until it succeeds or the worker is asked to stop. Who waits for a database waits here.</summary>
    public async Task UntilItSucceedsAsync(string what, Func<CancellationToken, Task> attempt, CancellationToken ct)
    {
        for (var failures = 1; !ct.IsCancellationRequested; failures++)
        {
            var tried = attempt(ct);
            await tried.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (tried.IsCompletedSuccessfully)
            {
                return;
            }

            var rest = RestAfter(failures);
            SayFailed(tried.Exception?.InnerException, what, failures, rest);
            await Task.Delay(rest, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Error, "{What} failed {Times} times in a row; trying again in {Rest}")]
    private partial void SayFailed(Exception? fault, string what, int times, TimeSpan rest);
}
