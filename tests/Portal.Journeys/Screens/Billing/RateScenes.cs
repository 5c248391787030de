namespace Portal.Journeys.Screens.Billing;

/// <summary>Rates and settings: what is in force, drafts and what is wrong with them, releases, mock bills.</summary>
internal static class RateScenes
{
    private const string Rates = "/office/billing/rates";
    private const string Import = $"{Rates}/draft/import";
    private const string Water = $"{Rates}/draft/next?code=alder-falls-water";
    private const string Settings = $"{Rates}/draft/next?code=settings";

    public static async Task PlayAsync(Stage stage)
    {
        await stage.SeeAsync(
            new(Rates, "rates"), new(Water, "rates next version"), new($"{Rates}/mock", "mock bill"),
            new($"{Rates}/mock?service=water&class=residential&use=12", "mock bill lines"),
            new($"{Rates}/mock?account=1", "mock bill refused"), new(Import, "rates import"),
            Sight.Of(Import, "rates import wrong", Forms.Only, ("Json", "{\"schedules\": [{\"id\": 7}]}")));
        var draft = await DraftAsync(stage, Water, "/prices");
        await stage.SeeAsync(
            new($"{draft}/prices", "rates prices"),
            Sight.Of($"{draft}/prices", "rates prices wrong", Forms.Only, ("Figures[18].Rate", "two")));
        await Stage.DoAsync(
            stage.Terry, $"{draft}/prices", Forms.Only, ("Figures[18].Rate", "1.31"), ("Note", "Council of June 3"));
        await stage.SeeAsync(
            new(Rates, "rates with a draft"), new(draft, "rates draft"), new($"{draft}/text", "rates text"),
            Sight.Of($"{draft}/text", "rates text wrong", Forms.Only, ("Json", "{\"schedules\": []}")),
            new($"{draft}/release", "rates release"), new($"{draft}/discard", "rates discard"),
            new($"{draft}/changes", "rates changes"), new($"{draft}/changes?month=1999-01", "rates changes none"));
        await stage.TerrySeesAsync(new Sight(draft, "rates draft, own"));
        var settings = await DraftAsync(stage, Settings, "/settings");
        await stage.SeeAsync(
            new(settings, "billing settings draft"), new($"{settings}/settings", "billing settings"),
            Sight.Of($"{settings}/settings", "billing settings wrong", Forms.Only, ("BackBilling", "many")),
            new($"{settings}/release", "billing settings release"));
        var account = await stage.City.Records.TakeAccountAsync();
        await stage.SeeAsync(
            new Sight($"{Rates}/mock?account={account.Number}", "mock bill of an account"),
            new Sight($"/office/billing/rates/{await stage.City.Billing.RatesInForceAsync()}", "rates version"));
    }

    /// <returns>Where the draft is that the technician began.</returns>
    private static async Task<string> DraftAsync(Stage stage, string begin, string form) =>
        (await Stage.DoAsync(stage.Terry, begin, Forms.Only)).Replace(form, "", StringComparison.Ordinal);
}
