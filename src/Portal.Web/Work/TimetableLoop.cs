using Portal.Core.Jobs;
using Portal.Core.Look;
using Quartz;

namespace Portal.Web.Work;

/// <summary>
/// Starts the scheduler of the timetable and, with the worker, ends it when its jobs in hand are done. A scheduler that
/// could not start, its database being away, is of no more use: each attempt builds another.
/// </summary>
internal sealed class TimetableLoop(
    ISchedulerRuntime schedulers, IConfiguration settings, CityProfile city, Patience patience) : BackgroundService
{
    private const string Scheduler = "portal";

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await schedulers.Remove(Scheduler, waitForJobsToComplete: true, cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => patience.UntilItSucceedsAsync(
        "The timetable",
        async ct => await schedulers.Add(Scheduler, Describe, cancellationToken: ct),
        stoppingToken);

    private void Describe(IQuartzBuilder quartz)
    {
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(settings.GetConnectionString("Portal") ?? "");
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
    }
}
