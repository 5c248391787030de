using Portal.Journeys.Opening;
using Portal.Journeys.Screens.Billing;

namespace Portal.Journeys.Screens;

/// <summary>infra/screens: every page of billing pictured, in every state, in a city of its own.</summary>
[Trait("Category", "Screens")]
public sealed class BillingScreensTests(OpenCity city) : IClassFixture<OpenCity>
{
    [Fact]
    public async Task Every_page_of_billing_is_pictured_in_both_languages_and_widths()
    {
        if (!Album.Wants("billing")) { return; }

        var album = Album.Open();
        var faults = new List<string>();
        await Stage.PlayAsync(city, async (page, name, language) =>
            faults.AddRange(await album.TakeAsync(page, "billing", name, language)));

        await using var context = await city.BrowserAsync();
        await album.FinishAsync(await context.NewPageAsync(), "billing");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
