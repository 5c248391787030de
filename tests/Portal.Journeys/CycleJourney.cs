using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;
using static Microsoft.Playwright.Assertions;

namespace Portal.Journeys;

/// <summary>
/// A cycle on its way from a file of reads to the residents: doubts of every kind are named and decided, a supervisor
/// releases, bills are issued and printed, and a resident reads why in their language. In a city of its own.
/// </summary>
public sealed partial class CycleJourney(DoubtfulCity city) : IClassFixture<DoubtfulCity>
{
    private const string Reads = "/office/billing/reads";

    private static readonly string[] Rules =
    [
        "High use", "Low use", "No use", "No use again", "Runs backwards", "Started over?", "Meter exchange",
        "Two reads", "Use without service", "Estimated too long", "Unit", "Multiplier?", "Spike",
        "Intervals do not add up",
    ];

    [Fact]
    public async Task A_cycle_goes_from_a_file_of_reads_to_bills_that_residents_understand()
    {
        await using var first = await city.BrowserAsync(new() { AcceptDownloads = true });
        await using var second = await city.BrowserAsync();
        var (terry, sam) = (new Clerk(await first.NewPageAsync()), new Supervisor(await second.NewPageAsync()));
        await terry.SignInAsync();
        await sam.SignInAsync();

        await ExchangeAsync(terry);
        await ImportAsync(terry);
        await ImportAgainAsync(terry);
        await FindMissingAsync(terry);
        await DecideAsync(terry, sam);
        var run = await PrepareAsync(terry);
        await ReleaseAsync(sam, run);
        await PrintAsync(terry);

        await city.LetAsync(page => ReadAsync(page, "en"), name: "read in English");
        await city.LetAsync(page => ReadAsync(page, "es"), name: "read in Spanish");
    }

    /// <summary>A meter was exchanged within the period; the new one will show less than it began with.</summary>
    private async Task ExchangeAsync(Clerk terry)
    {
        var old = city.Doubts["exchange"];
        await terry.GoToAsync($"{Reads}/points/{old.Point}/exchange");
        await terry.FillInAsync(
            "Day of the exchange", city.ReadOn.AddDays(-10).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await terry.FillInAsync($"What meter {old.Meter} showed last", $"{old.Reading + 1}");
        await terry.FillInAsync("Number of the new meter", "NEW-3");
        await terry.FillInAsync("What it showed first", "50");
        await terry.PressAsync("Record the exchange");
        await terry.SeesAsync("The exchange is recorded.");
    }

    private async Task ImportAsync(Clerk terry)
    {
        await UploadAsync(terry);
        await terry.SeesAsync("Nothing has changed yet.");
        await terry.SeesAsync("No meter has the number NOT-OURS.");
        await terry.FindsNoBarrierAsync();
        await terry.Page.GetByRole(AriaRole.Button, new() { NameRegex = ImportReads() }).ClickAsync();

        await terry.FollowAsync("See what has to be decided");
        foreach (var rule in Rules) { await Expect(terry.Link($"{rule} (1)")).ToBeVisibleAsync(); }
    }

    private async Task ImportAgainAsync(Clerk terry)
    {
        await UploadAsync(terry);
        await terry.SeesAsync("The file cannot be taken. Nothing has changed.");
        await terry.GoToAsync(Reads);
        await Expect(terry.Link($"All ({Rules.Length})")).ToBeVisibleAsync();
    }

    private async Task UploadAsync(Clerk terry)
    {
        await terry.GoToAsync($"{Reads}/import");
        await terry.Page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(new FilePayload
        {
            Name = "cycle.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(city.File),
        });
        await terry.Page.GetByLabel("Profile").SelectOptionAsync("Sample file");
        await terry.PressAsync("Check the file");
    }

    /// <summary>A run that is prepared too soon says what is missing, and is given up.</summary>
    private async Task FindMissingAsync(Clerk terry)
    {
        await PrepareAsync(terry);
        await terry.PressAsync("Give up this run");
        await terry.SeesAsync("Given up");
        await terry.GoToAsync(Reads);
        await Expect(terry.Link("Missing read (1)")).ToBeVisibleAsync();
    }

    private async Task DecideAsync(Clerk terry, Supervisor sam)
    {
        var (backwards, much) = (city.Doubts["negative"], city.Doubts["multiplier"]);
        await OpenAsync(terry, "High use");
        await terry.FillInAsync("Why is it right?", "Filled a pool, the customer called");
        await terry.PressAsync("Release the read");
        await terry.SeesAsync("Released. The bill may go out.");

        await OpenAsync(terry, "Low use");
        await terry.Page.GetByText("Estimate", new() { Exact = true }).ClickAsync();
        await terry.Page.GetByRole(AriaRole.Button, new() { NameRegex = Estimate() }).ClickAsync();
        await terry.SeesAsync("Estimated. The next real read corrects it.");

        await OpenAsync(terry, "Runs backwards");
        await terry.Page.Locator("summary").GetByText("Order a re-read").ClickAsync();
        await terry.PressAsync("Order a re-read");
        await terry.SeesAsync("Re-read ordered.");
        await terry.FollowAsync("Reads to decide");
        await terry.FollowAsync("Re-reads");
        await terry.FillInAsync($"Reading {backwards.Meter}", $"{backwards.Reading + backwards.Usual:0.00}");
        await terry.PressAsync($"Enter {backwards.Meter}");
        await terry.SeesAsync("The new reading is entered and judged.");

        await OpenAsync(terry, "Meter exchange");
        await CorrectAsync(terry, 54m, "Exchange recorded late");
        await terry.SeesAsync("Corrected");

        await OpenAsync(terry, "Multiplier?");
        await CorrectAsync(terry, much.Reading + much.Usual, "Misread");
        await terry.SeesAsync("Waiting for approval");
        await sam.GoToAsync(new Uri(terry.Page.Url).AbsolutePath);
        await sam.FindsNoBarrierAsync();
        await sam.Page.GetByRole(AriaRole.Button, new() { NameRegex = Approve() }).ClickAsync();
        await sam.SeesAsync("Correction approved");
        await terry.GoToAsync(Reads);
        await Expect(terry.Link($"All ({Rules.Length + 1 - 5})")).ToBeVisibleAsync();
    }

    private static async Task OpenAsync(Clerk terry, string rule)
    {
        await terry.GoToAsync(Reads);
        await terry.FollowAsync($"{rule} (1)");
        await terry.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link).First.ClickAsync();
    }

    private static async Task CorrectAsync(Clerk terry, decimal reading, string reason)
    {
        await terry.Page.Locator("summary").GetByText("Correct the reading").ClickAsync();
        await terry.FillInAsync("Right reading", $"{reading:0.00}");
        await terry.Page.GetByLabel(reason).CheckAsync();
        await terry.PressAsync("Correct the reading");
    }

    /// <returns>Where the run is.</returns>
    private async Task<string> PrepareAsync(Clerk terry)
    {
        await terry.GoToAsync("/office/billing");
        await terry.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = city.Cycle.Name })
            .GetByRole(AriaRole.Button, new() { NameRegex = Prepare() }).ClickAsync();
        await terry.SeesAsync("Waiting for release");
        await terry.SeesAsync("A supervisor releases bill runs.");
        await terry.SeesAsync("Read waits for a decision");
        return new Uri(terry.Page.Url).AbsolutePath;
    }

    /// <summary>A mock bill is looked at, the run released, and its progress followed to the end.</summary>
    private static async Task ReleaseAsync(Supervisor sam, string run)
    {
        await sam.GoToAsync($"{run}/accounts?state=Ready");
        await sam.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link).First.ClickAsync();
        await sam.SeesAsync("This is what would be billed now. Nothing has been written.");
        await sam.Page.GetByText("Water used").First.ClickAsync();
        await sam.SeesAsync("for each CCF");
        await sam.FindsNoBarrierAsync();
        await sam.GoToAsync(run);
        await sam.Page.GetByRole(AriaRole.Button, new() { NameRegex = Release() }).ClickAsync();

        await Expect(sam.Page.GetByText("Issued", new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(sam.Page.GetByRole(AriaRole.Button, new() { NameRegex = Release() })).ToHaveCountAsync(0);
        await sam.FindsNoBarrierAsync();
    }

    private static async Task PrintAsync(Clerk terry)
    {
        await terry.GoToAsync("/office/billing/print");
        await terry.Page.GetByRole(AriaRole.Button, new() { NameRegex = Print() }).ClickAsync();
        await terry.Page.GetByRole(AriaRole.Link, new() { NameRegex = Batch() }).First.ClickAsync();
        var download = await terry.Page.RunAndWaitForDownloadAsync(() =>
            terry.Page.GetByRole(AriaRole.Button, new() { NameRegex = Pdf() }).ClickAsync());
        await using var file = await download.CreateReadStreamAsync();
        var head = new byte[5];
        await file.ReadExactlyAsync(head);

        Assert.Equal("%PDF-", Encoding.ASCII.GetString(head));
    }

    private async Task ReadAsync(IPage page, string language)
    {
        var email = $"luz.reader.{language}@example.com";
        await city.Records.SettleAsync(email, language, await city.Records.BilledLastAsync());
        var luz = new Resident(page);
        await luz.SignInAsync(email);
        await luz.GoToAsync($"/language/{language}?back=/my");
        await luz.FollowAsync(language == "en" ? "View bill" : "Ver factura");
        var water = page.GetByRole(AriaRole.Group)
            .Filter(new() { HasText = language == "en" ? "Water used" : "Agua usada" }).First;
        await water.GetByText(language == "en" ? "Water used" : "Agua usada").First.ClickAsync();

        await Expect(water.GetByText(language == "en" ? "for each CCF" : "por cada CCF").First).ToBeVisibleAsync();
        await luz.FindsNoBarrierAsync();
    }

    [GeneratedRegex("^Import the reads")]
    private static partial Regex ImportReads();

    [GeneratedRegex("^Estimate [0-9]")]
    private static partial Regex Estimate();

    [GeneratedRegex("^Approve reading")]
    private static partial Regex Approve();

    [GeneratedRegex("^Prepare")]
    private static partial Regex Prepare();

    [GeneratedRegex("^Release the bills")]
    private static partial Regex Release();

    [GeneratedRegex("^Print the bills")]
    private static partial Regex Print();

    [GeneratedRegex("^Batch")]
    private static partial Regex Batch();

    [GeneratedRegex("^Download the PDF")]
    private static partial Regex Pdf();
}
