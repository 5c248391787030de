using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;
using static Microsoft.Playwright.Assertions;

namespace Portal.Journeys;

/// <summary>
/// Payments come back: a check after two later payments, and a bank's file with a match, a stranger and a double.
/// </summary>
[Collection(InTheCity.Name)]
public sealed partial class ReturnJourney(OpenCity city)
{
    private const string Desk = "/office/returns";

    [Fact]
    public Task A_check_comes_back_late_and_a_file_of_returns_is_booked() => city.LetAsync(async page =>
    {
        var sam = new Supervisor(page);
        await sam.SignInAsync();
        await ReturnCheckAsync(sam);
        await BookFileAsync(sam);
    });

    private async Task ReturnCheckAsync(Supervisor sam)
    {
        var (account, customer, reference) = await city.Records.CheckBeforeTwoPaymentsAsync();
        await sam.OpenAccountAsync(account, customer);
        await sam.GoToAsync(Desk);
        await sam.FindsNoBarrierAsync();
        await sam.FillInAsync("Payment or account", reference);
        await sam.PressAsync("Find the payment");
        await sam.FollowAsync(reference);
        await sam.IsOnAsync($"Return payment {reference}");
        await sam.PressAsync("Show the effect");
        await sam.SeesAsync("Choose what the bank says.");
        await sam.FindsNoBarrierAsync();
        await sam.Page.GetByLabel("What the bank says").SelectOptionAsync("A");
        await sam.PressAsync("Show the effect");
        await sam.SeesAsync("What this will do");
        await sam.FindsNoBarrierAsync();
        await sam.Page.GetByRole(AriaRole.Button, new() { NameRegex = ReturnIt() }).ClickAsync();
        await sam.SeesAsync("The payment is returned and the customer is told.");
        await Expect(sam.Page.GetByRole(AriaRole.Cell, new() { Name = reference })).ToBeVisibleAsync();
    }

    private static async Task BookFileAsync(Supervisor sam)
    {
        await sam.GoToAsync($"{Desk}/import");
        var sample = await sam.Page.RunAndWaitForDownloadAsync(() => sam.FollowAsync("Download a file to try it with"));
        var path = Path.Combine(Directory.CreateTempSubdirectory("returns").FullName, sample.SuggestedFilename);
        await sample.SaveAsAsync(path);
        await UploadAsync(sam, path);
        await sam.SeesAsync("Nothing is booked yet.");
        await sam.SeesAsync("A STRANGER");
        await sam.FindsNoBarrierAsync();
        await sam.PressAsync("Book the file: 2 returns");
        await sam.SeesAsync("All rows are done.");
        await sam.SeesAsync("Known already");
        await sam.FindsNoBarrierAsync();
        await sam.GoToAsync($"{Desk}/import");
        await UploadAsync(sam, path);
        await sam.SeesAsync("This file was booked before");

        await sam.GoToAsync(Desk);
        await sam.FollowAsync("109000019999999");
        await sam.Page.GetByLabel("What was found").FillAsync("Of the library's account");
        await sam.FindsNoBarrierAsync();
        await sam.PressAsync("Decide");
        await sam.SeesAsync("The return is decided.");
    }

    private static async Task UploadAsync(Supervisor sam, string path)
    {
        await sam.Page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(path);
        await sam.PressAsync("Check the file");
    }

    [GeneratedRegex("^Return it")]
    private static partial Regex ReturnIt();
}
