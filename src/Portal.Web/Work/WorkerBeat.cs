using Npgsql;

namespace Portal.Web.Work;

/// <summary>
/// Says that this worker lives: a row in table worker, renewed every ten seconds and taken away at a clean stop.
/// Whoever wants to know whether mail is being sent asks for a row not older than half a minute.
/// </summary>
internal sealed partial class WorkerBeat(NpgsqlDataSource database, TimeProvider clock, ILogger<WorkerBeat> log)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(1);
    private readonly Guid _id = Guid.CreateVersion7();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        var gone = WriteAsync("delete from worker where id = $1", [_id], cancellationToken);
        await gone.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = clock.GetUtcNow();
            var beat = WriteAsync(
                """
                with gone as (delete from worker where beat_at < $5)
                insert into worker (id, host, started_at, beat_at) values ($1, $2, $3, $4)
                on conflict (id) do update set beat_at = excluded.beat_at
                """,
                [_id, Environment.MachineName, started, now, now - ForgottenAfter],
                stoppingToken);
            await beat.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (beat.Exception is { InnerException: var fault })
            {
                SayFailed(fault);
            }

            await Task.Delay(Every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteAsync(string sql, object[] values, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(LogLevel.Warning, "The worker could not say that it lives")]
    private partial void SayFailed(Exception? fault);
}
