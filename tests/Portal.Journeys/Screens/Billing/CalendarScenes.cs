namespace Portal.Journeys.Screens.Billing;

/// <summary>The calendar of cycles and routes, the rules about money and the read rules.</summary>
internal static class CalendarScenes
{
    private const string Calendar = "/office/billing/calendar";

    private static readonly string[] Rules = ["Adjustments", "LateCharges", "Fees", "Leaks"];

    public static async Task PlayAsync(Stage stage)
    {
        await stage.SeeAsync(
            new(Calendar, "cycles"), new($"{Calendar}/cycle", "new cycle"),
            Sight.Of($"{Calendar}/cycle", "new cycle, nothing filled in", Forms.Only),
            new($"{Calendar}/cycle/C1", "change a cycle"),
            Sight.Of($"{Calendar}/cycle/C1", "change a cycle, wrong", Forms.Only, ("Input.ReadDay", "40")),
            new($"{Calendar}/route", "new route"),
            Sight.Of($"{Calendar}/route", "new route, nothing filled in", Forms.Only),
            new("/office/settings", "settings"), new("/office/settings/reads", "read rules"),
            new("/office/settings/reads?rule=high_floor", "change a read rule"),
            Sight.Of("/office/settings/reads?rule=high_floor", "change a read rule, no reason", Forms.Only));
        await stage.TerrySeesAsync(new Sight(Calendar, "cycles, not yours"));
        foreach (var rule in Rules)
        {
            await stage.SeeAsync(new Sight($"/office/settings/rules/{rule}", $"rule about money, {rule}"));
        }

        await stage.SeeAsync(Sight.Of(
            "/office/settings/rules/Leaks", "rule about money, wrong", Forms.Handler("Draft"),
            ("Input.Document", "{")));
    }
}
