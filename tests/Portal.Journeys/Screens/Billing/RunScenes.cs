namespace Portal.Journeys.Screens.Billing;

/// <summary>The bill run of a cycle, in every state it can be in, its accounts and their mock bills.</summary>
internal static class RunScenes
{
    private const string Billing = "/office/billing";

    public static async Task PlayAsync(Stage stage)
    {
        var (city, terry) = (stage.City, stage.Terry);
        await stage.SeeAsync(new Sight(Billing, "billing"));
        await city.RestWorkerAsync();
        var given = await PrepareAsync(stage);
        await stage.SeeAsync(
            new Sight(given, "bill run, previewing"), new Sight($"{given}?still=true", "bill run, previewing, still"));
        await Stage.DoAsync(terry, given, Wish("Stop"));
        await stage.SeeAsync(new Sight(given, "bill run, stopped"));
        await Stage.DoAsync(terry, given, Wish("Abandon"));
        await stage.SeeAsync(new Sight(given, "bill run, abandoned"));
        var run = await PrepareAsync(stage);
        await city.WakeWorkerAsync();
        await UntilAsync(stage, run, Forms.Handler("Release"));
        await LookAroundAsync(stage, run);
        await city.RestWorkerAsync();
        await Stage.DoAsync(stage.Sam, run, Forms.Handler("Release"));
        await stage.SeeAsync(new Sight(run, "bill run, issuing"));
        await Stage.DoAsync(terry, run, Wish("Stop"));
        await stage.SeeAsync(new Sight(run, "bill run, issuing stopped"));
        await Stage.DoAsync(terry, run, Wish("Resume"));
        await city.WakeWorkerAsync();
        await UntilAsync(stage, run, "main a[href*='state=Issued']");
        await stage.SeeAsync(
            new Sight(run, "bill run, issued"), new Sight($"{run}/accounts?stuck=true", "bill run, accounts held back"),
            new Sight($"{run}/accounts/{await city.Billing.RunItemAsync("issued")}", "mock bill of a run, issued"),
            new Sight(Billing, "billing, a run issued"));
    }

    private static async Task LookAroundAsync(Stage stage, string run)
    {
        var records = stage.City.Billing;
        await stage.SeeAsync(
            new(run, "bill run, to release"), new($"{run}/accounts", "bill run, accounts"),
            new($"{run}/accounts?state=Blocked", "bill run, accounts blocked"),
            new($"{run}/accounts?state=Issued", "bill run, accounts, none"),
            new($"{run}/accounts/{await records.RunItemAsync("ready")}", "mock bill of a run", Forms.UnfoldAllAsync),
            new($"{run}/accounts/{await records.RunItemAsync("blocked")}", "mock bill of a run, blocked"),
            new(Billing, "billing, a run to release"));
        await stage.TerrySeesAsync(new Sight(run, "bill run, waits for a supervisor"));
    }

    /// <returns>Where the run is that the technician asked for.</returns>
    private static Task<string> PrepareAsync(Stage stage) =>
        Stage.DoAsync(stage.Terry, Billing, Forms.Handler("Prepare"));

    private static string Wish(string wish) => $"main button[name='wish'][value='{wish}']";

    /// <summary>The page refreshes itself until the worker has done its part.</summary>
    private static async Task UntilAsync(Stage stage, string run, string sign)
    {
        await stage.Sam.GotoAsync(run);
        await stage.Sam.Locator(sign).First.WaitForAsync();
    }
}
