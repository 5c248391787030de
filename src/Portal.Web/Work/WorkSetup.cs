using Microsoft.AspNetCore.Hosting.Server;
using Portal.Core.Jobs;
using Quartz;

namespace Portal.Web.Work;

/// <summary>
/// The worker: the same program started with <c>--work</c>. Any number may run; queues share by leases, timed jobs by
/// the scheduler's tables. Asked to stop, it finishes what is in hand within half a minute.
/// </summary>
public static class WorkSetup
{
    public const string Verb = "--work";

    public static WebApplicationBuilder AddWork(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IServer, NoServer>();
        services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(30);
            host.ServicesStopConcurrently = true;
        });
        services.AddSingleton<Patience>();
        services.AddHostedService<StartUp>();
        services.AddHostedService<WorkerBeat>();
        foreach (var queue in WorkQueues.All.SelectMany(q => Enumerable.Repeat(q, q.Loops)))
        {
            services.AddSingleton<IHostedService>(
                provider => ActivatorUtilities.CreateInstance<QueueLoop>(provider, queue));
        }

        services.AddQuartz();
        services.AddHostedService<TimetableLoop>();
        return builder;
    }

    /// <summary>Runs what nothing works without, as often as it takes, before anything else starts.</summary>
    private sealed class StartUp(IServiceScopeFactory scopes, Patience patience) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            foreach (var job in Timetable.All.Where(j => j.AlsoAtStart))
            {
                await patience.UntilItSucceedsAsync(job.Name, ct => RunAsync(job, ct), cancellationToken);
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        private async Task RunAsync(TimedJob job, CancellationToken ct)
        {
            await using var scope = scopes.CreateAsyncScope();
            await job.Run(scope.ServiceProvider, ct);
        }
    }
}
