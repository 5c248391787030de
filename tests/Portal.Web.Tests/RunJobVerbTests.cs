using Portal.Core.Jobs;
using Portal.Web.Verbs;

namespace Portal.Web.Tests;

/// <summary>run-job runs any job of the timetable and prints how much it did, or names the jobs there are.</summary>
[Collection(AtTheConsole.Name)]
public sealed class RunJobVerbTests(SignInSite site) : IClassFixture<SignInSite>
{
    public static TheoryData<string> Jobs => [.. Timetable.All.Select(j => j.Name)];

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task It_runs_the_job_and_says_how_much_it_did(string job)
    {
        var (code, said, complained) = await AtTheConsole.RunAsync(new RunJobVerb(), site.Services, job);

        Assert.Equal((0, ""), (code, complained));
        Assert.Matches($@"^{job}: \d+\s*$", said);
    }

    [Fact]
    public async Task A_job_there_is_not_is_named_with_those_there_are()
    {
        var (code, said, complained) = await AtTheConsole.RunAsync(new RunJobVerb(), site.Services, "tomorrow");

        Assert.Equal((OperatorVerbs.Misused, ""), (code, said));
        Assert.Contains("arrangements", complained, StringComparison.Ordinal);
    }
}
