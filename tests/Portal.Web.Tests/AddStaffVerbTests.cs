using Portal.Core.People;
using Portal.Core.Staff;
using Portal.Web.Verbs;

namespace Portal.Web.Tests;

/// <summary>add-staff prints the link of the first sign-in, or says why not, and ends so.</summary>
[Collection(AtTheConsole.Name)]
public sealed class AddStaffVerbTests(SignInSite site) : IClassFixture<SignInSite>
{
    [Fact]
    public async Task It_prints_the_link_that_was_mailed_and_ends_well()
    {
        var (code, said, complained) = await RunAsync(
            "--email", "olga@example.gov", "--name", "Olga Marsh", "--role", "supervisor");

        Assert.Equal((0, ""), (code, complained));
        var link = said.Split(' ')[^1].Trim();
        Assert.StartsWith("Olga Marsh sets up the first sign-in here, once, within 48 hours: https://", said,
            StringComparison.Ordinal);
        Assert.Equal(
            new Uri(link).PathAndQuery, await site.MailedPathAsync("olga@example.gov", "/signin/enroll"));
    }

    [Fact]
    public async Task A_refusal_goes_to_standard_error_and_ends_with_1()
    {
        var (code, said, complained) = await RunAsync(
            "--email", CreateDemoSignIns.People[1].Email, "--name", "Olga Marsh", "--role", "technician");

        Assert.Equal((1, ""), (code, said));
        Assert.Contains(CreateDemoSignIns.People[1].Email, complained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--email", "x@example.gov", "--name", "X")]
    [InlineData("--email", "x@example.gov", "--name", "X", "--role", "mayor")]
    [InlineData("--name", "X", "--role", "technician")]
    [InlineData("--email", "x@example.gov", "--role", "technician")]
    public async Task Asked_for_wrongly_it_says_how_and_adds_nobody(params string[] options)
    {
        var (code, said, complained) = await RunAsync(options);

        Assert.Equal((OperatorVerbs.Misused, ""), (code, said));
        Assert.Contains("Use it so: add-staff --email", complained, StringComparison.Ordinal);
        Assert.Empty(await site.MailsToAsync("x@example.gov"));
    }

    private Task<(int Code, string Said, string Complained)> RunAsync(params string[] options) =>
        AtTheConsole.RunAsync(new AddStaffVerb(), site.Services, options);
}
