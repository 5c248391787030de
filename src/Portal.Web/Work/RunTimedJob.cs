using Portal.Core.Jobs;
using Quartz;

namespace Portal.Web.Work;

/// <summary>Runs one job of the timetable when the scheduler says that its time has come.</summary>
[DisallowConcurrentExecution]
internal sealed partial class RunTimedJob(IServiceScopeFactory scopes, ILogger<RunTimedJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var job = Timetable.All.Single(j => j.Name == context.JobDetail.Key.Name);
        await using var scope = scopes.CreateAsyncScope();
        SayDone(job.Name, await job.Run(scope.ServiceProvider, cancellationToken));
    }

    [LoggerMessage(LogLevel.Information, "Timed job {Job}: {Count}")]
    private partial void SayDone(string job, int count);
}
