using System.Diagnostics.Metrics;
using Portal.Core.Jobs;

namespace Portal.Web.Work;

/// <summary>
/// Works on one queue for as long as the process runs. A round that fails is logged and counted, and the loop goes on
/// after a growing rest: one bad row or a database that is away never ends the worker.
/// </summary>
internal sealed partial class QueueLoop(
    WorkQueue queue, IServiceScopeFactory scopes, TimeProvider clock, ILogger<QueueLoop> log) : BackgroundService
{
    private static readonly Meter Meter = new("Portal.Work");
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("portal.work.rows");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("portal.work.failures");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var round = RunRoundAsync(stoppingToken);
            await ((Task)round).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var rest = round.IsCompletedSuccessfully ? Rest(round.Result) : TimeSpan.Zero;
            failures = round.IsFaulted ? failures + 1 : 0;
            if (round.Exception is { } fault)
            {
                rest = Patience.RestAfter(failures);
                Failures.Add(1, new KeyValuePair<string, object?>("queue", queue.Name));
                SayFailed(fault.InnerException ?? fault, queue.Name, failures, rest);
            }

            if (rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<QueueRound> RunRoundAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var round = await queue.Round(scope.ServiceProvider, ct);
        Rows.Add(round.Done, new KeyValuePair<string, object?>("queue", queue.Name));
        return round;
    }

    /// <summary>About a second when there was nothing to do, never quite the same for two workers.</summary>
    private static TimeSpan Rest(QueueRound round) =>
        round.Rest ?? (round.Done > 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Random.Shared.Next(700, 1300)));

    [LoggerMessage(LogLevel.Error, "Queue {Queue} failed {Times} times in a row; going on in {Rest}")]
    private partial void SayFailed(Exception fault, string queue, int times, TimeSpan rest);
}
