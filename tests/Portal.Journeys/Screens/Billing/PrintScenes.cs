namespace Portal.Journeys.Screens.Billing;

/// <summary>Paper bills: waiting, being printed, in a batch, mailed, printed again.</summary>
internal static class PrintScenes
{
    private const string Desk = "/office/billing/print";
    private const string Batch = "main a[href*='/print/batches/']";

    public static async Task PlayAsync(Stage stage)
    {
        var (city, terry) = (stage.City, stage.Terry);
        await stage.SeeAsync(new Sight(Desk, "print desk, bills wait"));
        await city.RestWorkerAsync();
        var run = await Stage.DoAsync(terry, Desk, Forms.Handler("Start"));
        await stage.SeeAsync(new Sight(run, "print run, under way"), new Sight(Desk, "print desk, a run under way"));
        await Stage.DoAsync(terry, run, Forms.Handler("Stop"));
        await stage.SeeAsync(new Sight(run, "print run, stopped"));
        await Stage.DoAsync(terry, run, Forms.Handler("Stop"));
        await city.WakeWorkerAsync();
        await terry.GotoAsync(run);
        await terry.Locator(Batch).First.WaitForAsync();
        await terry.Locator(Batch).First.ClickAsync();
        await terry.WaitForURLAsync("**/batches/**");
        var batch = new Uri(terry.Url).AbsolutePath;
        await stage.SeeAsync(
            new(run, "print run, printed"), new(batch, "print batch", Forms.UnfoldAllAsync),
            Sight.Of(batch, "print batch, no reason to print again", Forms.Handler("Reprint")),
            Sight.Of(batch, "print batch, no day mailed", Forms.Handler("Mailed"), ("Input.MailedOn", "")));
        await Stage.DoAsync(terry, batch, Forms.Handler("Mailed"));
        await stage.SeeAsync(new Sight(batch, "print batch, mailed"));
        await Stage.DoAsync(terry, batch, Forms.Handler("Reprint"), ("Input.Reason", "The printer jammed"));
        await stage.SeeAsync(new Sight(batch, "print batch, replaced"), new Sight(Desk, "print desk"));
    }
}
