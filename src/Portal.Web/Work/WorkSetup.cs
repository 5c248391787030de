using Microsoft.AspNetCore.Hosting.Server;
using Portal.Core.Jobs;
using Portal.Core.Look;
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
        services.AddJobs();
        services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(30);
            host.ServicesStopConcurrently = true;
        });
        services.AddHostedService<StartUp>();
        services.AddHostedService<WorkerBeat>();
        foreach (var queue in WorkQueues.All.SelectMany(q => Enumerable.Repeat(q, q.Loops)))
        {
            services.AddSingleton<IHostedService>(
                provider => ActivatorUtilities.CreateInstance<QueueLoop>(provider, queue));
        }

        AddTimetable(builder);
        return builder;
    }

    private static void AddTimetable(WebApplicationBuilder builder)
    {
        var city = CityProfile.Load(builder.Configuration["Portal:BuiltThemeDirectory"]
            ?? Path.Combine(builder.Environment.ContentRootPath, "wwwroot", "theme"));
        var database = builder.Configuration.GetConnectionString("Portal") ?? "";
        builder.Services.AddQuartz("portal", quartz =>
        {
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(database);
                store.UseClustering();
                store.ConfigureStore(tables => tables.TablePrefix = "quartz.qrtz_");
            });
            foreach (var job in Timetable.All)
            {
                quartz.ScheduleJob<RunTimedJob>(
                    trigger => trigger
                        .WithIdentity(job.Name)
                        .WithCronSchedule(job.Cron, cron => cron
                            .InTimeZone(city.Zone())
                            .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)),
                    detail => detail.WithIdentity(job.Name));
            }
        });
        builder.Services.AddQuartzHostedService("portal", options =>
        {
            options.WaitForJobsToComplete = true;

            // A worker asked to stop while it is still starting ends quietly.
            options.AwaitApplicationStarted = true;
        });
    }

    /// <summary>Runs what nothing works without, before anything else starts.</summary>
    private sealed class StartUp(IServiceScopeFactory scopes) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await using var scope = scopes.CreateAsyncScope();
            foreach (var job in Timetable.All.Where(j => j.AlsoAtStart))
            {
                await job.Run(scope.ServiceProvider, cancellationToken);
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
