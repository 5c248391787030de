namespace Portal.Journeys.Screens.Billing;

/// <summary>People who come and go, and landlords; and what a resident reads about a month and a bill.</summary>
internal static class MoveScenes
{
    private const string Start = "/office/start-service";
    private const string Landlords = "/office/landlords";

    public static async Task PlayAsync(Stage stage)
    {
        var premise = await stage.City.Billing.VacantPremiseAsync();
        var bill = await stage.City.Records.TakeAccountAsync();
        var end = $"/office/accounts/{bill.Id}/end-service";
        var move = $"/office/accounts/{bill.Id}/move-service";
        var reading = await stage.City.Billing.NextReadingAsync(bill.Id);
        await Stage.DoAsync(stage.Sam, $"/office/accounts/{bill.Id}/why", "main button[value='call']");
        await stage.SeeAsync(
            new(Start, "start service"), new($"{Start}?address=alder", "start service, addresses"),
            new($"{Start}?address=zzzz", "start service, no address"),
            new($"{Start}?premise={premise}", "start service, form"),
            Sight.Of($"{Start}?premise={premise}", "start service, nothing filled in", Forms.Only),
            new($"{Start}?premise={premise}&account={bill.Id}", "start service, a further address"),
            new(end, "end service"), Sight.Of(end, "end service, nothing filled in", Forms.Only),
            Sight.Of(end, "end service, effect", Forms.Only, ("Input.Reads[0].Reading", reading),
                ("Input.Source", "Call"), ("Input.MailStays", "true")),
            new(move, "move service, where to"), new($"{move}?address=alder", "move service, addresses"),
            new($"{move}?premise={premise}", "move service, form"),
            Sight.Of($"{move}?premise={premise}", "move service, nothing filled in", Forms.Only),
            new(Landlords, "landlords"), new($"{Landlords}?address=alder", "landlords, addresses"),
            new($"{Landlords}?premise={premise}", "landlords, form"),
            Sight.Of($"{Landlords}?premise={premise}", "landlords, wrong account", Forms.Only, ("Input.Account", "7")));
    }
}
