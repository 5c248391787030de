using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;
using static Microsoft.Playwright.Assertions;

namespace Portal.Journeys;

/// <summary>
/// A cycle on its way from the reads to the residents: doubts are named, another person releases, a resident reads why.
/// In a city of its own, for its bills change what others owe.
/// </summary>
public sealed partial class BillRunJourney(OpenCity city) : IClassFixture<OpenCity>
{
    private const string Luz = "luz.reader@example.com";

    [Fact]
    public async Task A_cycle_is_prepared_released_by_another_and_explained_to_a_resident()
    {
        var run = "";
        await city.LetAsync(async page => run = await PrepareAsync(page), name: "prepare a run");
        await city.LetAsync(page => ReleaseAsync(page, run), name: "release a run");
        await city.LetAsync(ReadAsync, name: "read a line");
    }

    /// <returns>Where the run is.</returns>
    private static async Task<string> PrepareAsync(IPage page)
    {
        var terry = new Clerk(page);
        await terry.SignInAsync();
        await terry.GoToAsync("/office/billing");
        await terry.IsOnAsync("Billing");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = PrepareRun() }).First.ClickAsync();

        await terry.SeesAsync("Waiting for release");
        await terry.SeesAsync("A supervisor releases bill runs.");
        await terry.SeesAsync("Read waits for a decision");
        await terry.FindsNoBarrierAsync();
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task ReleaseAsync(IPage page, string run)
    {
        var sam = new Supervisor(page);
        await sam.SignInAsync();
        await sam.GoToAsync(run);
        await sam.FindsNoBarrierAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = ReleaseBills() }).ClickAsync();

        await Expect(page.GetByText("Issued", new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = ReleaseBills() })).ToHaveCountAsync(0);
    }

    private async Task ReadAsync(IPage page)
    {
        await city.Records.SettleAsync(Luz, "en", await city.Records.BilledLastAsync());
        var luz = new Resident(page);
        await luz.SignInAsync(Luz);
        await luz.FollowAsync("View bill");
        var water = page.GetByRole(AriaRole.Group).Filter(new() { HasText = "Water used" }).First;
        await water.GetByText("Water used").First.ClickAsync();

        await Expect(water.GetByText("CCF").First).ToBeVisibleAsync();
        await luz.FindsNoBarrierAsync();
    }

    [GeneratedRegex("^Prepare run")]
    private static partial Regex PrepareRun();

    [GeneratedRegex("^Release the bills")]
    private static partial Regex ReleaseBills();
}
