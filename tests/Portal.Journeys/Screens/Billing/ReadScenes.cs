using System.Globalization;
using Microsoft.Playwright;
using Portal.Journeys.Opening;

namespace Portal.Journeys.Screens.Billing;

/// <summary>Reads: doubts and what becomes of them, files that come in, profiles, meters exchanged.</summary>
internal static class ReadScenes
{
    private const string Reads = "/office/billing/reads";
    private const string Import = $"{Reads}/import";
    private const string Profile = $"{Reads}/profiles/edit";

    public static async Task PlayAsync(Stage stage)
    {
        await stage.SeeAsync(
            new(Reads, "reads to decide"), new($"{Reads}?rule=Rollover", "reads to decide, none"),
            new($"{Reads}?show=Settled", "reads settled, none"), new($"{Reads}/rereads", "re-reads, none"),
            new(Import, "import reads, none yet"), new($"{Reads}/profiles", "reads profiles"));
        var doubts = await stage.City.Billing.DoubtsAsync();
        foreach (var (rule, id) in doubts)
        {
            await stage.SeeAsync(new Sight($"{Reads}/{id}", $"doubtful read, {rule}"));
        }

        await DecideAsync(stage, doubts.ToDictionary(d => d.Rule, d => $"{Reads}/{d.Id}"));
        await TakeFilesAsync(stage);
        await stage.SeeAsync(
            new(Profile, "new reads profile"), Sight.Of(Profile, "new reads profile, nothing filled in", Save),
            new(Profile, "new reads profile, tried", TryAsync));
    }

    private static string Save => Forms.Handler("Save");

    private static async Task DecideAsync(Stage stage, Dictionary<string, string> doubts)
    {
        var (high, multiplier) = (doubts["high"], doubts["multiplier"]);
        await stage.SeeAsync(
            new Sight(high, "doubtful read, all acts open", Forms.UnfoldAllAsync),
            Sight.Of(high, "doubtful read, release without a reason", Forms.Handler("Release")),
            Sight.Of(high, "doubtful read, override without a reading", Forms.Handler("Override")),
            Sight.Of(high, "doubtful read, re-read without a reading", Forms.Handler("Reread")));
        await Stage.DoAsync(stage.Terry, doubts["negative"], Forms.Handler("Order"), ("Order.Note", "Key at the desk"));
        await Stage.DoAsync(
            stage.Terry, multiplier, Forms.Handler("Override"),
            ("Override.Reading", "0"), ("Override.Reason", "Other"), ("Override.Words", "Meter was reset"));
        await Stage.DoAsync(
            stage.Terry, doubts["zero"], Forms.Handler("Attach"), ("Attach.Note", "The house is for sale."));
        await Stage.DoAsync(
            stage.Terry, doubts["zero"], Forms.Handler("Release"), ("Release.Reason", "Nobody lives there now"));
        await stage.SeeAsync(
            new(doubts["negative"], "doubtful read, re-read ordered"), new($"{Reads}/rereads", "re-reads"),
            Sight.Of($"{Reads}/rereads", "re-reads, nothing filled in", Forms.Only),
            new(multiplier, "doubtful read, waits for approval"),
            Sight.Of(multiplier, "doubtful read, declined without a reason", "main button[value='false']"),
            new(doubts["zero"], "doubtful read, released"), new($"{Reads}?show=Settled", "reads settled"),
            new($"{Reads}?show=Approval", "reads that wait for approval"));
        await stage.TerrySeesAsync(new Sight(multiplier, "doubtful read, own correction"));
    }

    private static async Task TakeFilesAsync(Stage stage)
    {
        var (meter, point) = await stage.City.Billing.SoundMeterAsync();
        var exchange = $"{Reads}/points/{point}/exchange";
        await stage.SeeAsync(
            new Sight(exchange, "meter exchange"), Sight.Of(exchange, "meter exchange, nothing filled in", Forms.Only),
            Sight.Of(Import, "import reads, no file", Forms.Only));
        var day = OpenCity.Clock.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var csv = $"meter,date,reading,unit,kind\n{meter},{day},99998.5,CCF,actual\n"
            + $"NOT-OURS-1,{day},5,CCF,actual\n{meter},soon,5,CCF,actual\n";
        var file = await UploadAsync(stage.Terry, "route-7.csv", csv);
        await stage.SeeAsync(new Sight(file, "file of reads, checked with faults"));
        await UploadAsync(stage.Terry, "notes.csv", "a picture\n");
        await stage.SeeAsync(new Sight(new Uri(stage.Terry.Url).AbsolutePath, "file of reads, refused"));
        await stage.City.RestWorkerAsync();
        await Stage.DoAsync(stage.Terry, file, Forms.Handler("Confirm"));
        await stage.SeeAsync(
            new(file, "file of reads, under way"), new($"{file}?still=true", "file of reads, under way, still"));
        await stage.City.WakeWorkerAsync();
        await stage.Terry.GotoAsync(file);
        await stage.Terry.Locator("main a.usa-button").WaitForAsync();
        await stage.SeeAsync(new(file, "file of reads, done"), new(Import, "import reads"));
    }

    private static async Task<string> UploadAsync(IPage page, string name, string csv)
    {
        await page.GotoAsync(Import);
        await Forms.AttachAsync(page, "Upload", name, csv);
        await Forms.PressAsync(page, Forms.Only);
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task TryAsync(IPage page)
    {
        await Forms.AttachAsync(page, "Sample", "sample.csv", "meter,day,value\nW-1,2026-11-02,12\nW-2,soon,13\n");
        await Forms.PressAsync(page, Forms.Handler("Guess"));
        await Forms.AttachAsync(page, "Sample", "sample.csv", "meter,day,value\nW-1,2026-11-02,12\nW-2,soon,13\n");
        await Forms.PressAsync(page, Forms.Handler("Try"));
    }
}
