using Portal.Core.Jobs;

namespace Portal.Web.Verbs;

/// <summary>Runs one job of the timetable now instead of at its hour; jobs are safe to run twice.</summary>
public sealed class RunJobVerb : IVerb
{
    public string Name => "run-job";

    public string Use => "run-job \"JOB\"";

    public IReadOnlyList<string> Options => [""];

    public async Task<int> RunAsync(VerbOptions options, Func<IServiceProvider> buildServices, CancellationToken ct)
    {
        if (Timetable.All.SingleOrDefault(j => j.Name == options[""]) is not { } job)
        {
            await Console.Error.WriteLineAsync(
                $"There is no such job. The jobs are: {string.Join(", ", Timetable.All.Select(j => j.Name))}.");
            return OperatorVerbs.Misused;
        }

        await using var scope = buildServices().CreateAsyncScope();
        Console.WriteLine($"{job.Name}: {await job.Run(scope.ServiceProvider, ct)}");
        return 0;
    }
}
