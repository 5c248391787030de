using Portal.Journeys.Opening;
using Portal.Journeys.Screens;
using Portal.Journeys.Screens.Billing;

namespace Portal.Journeys;

/// <summary>
/// Every page of billing, full, empty and wrong, in both languages, is free of what axe can find, fits a phone and a
/// page magnified four times, and says everything in words. In a city of its own, which it brings into every state.
/// </summary>
public sealed class BillingPagesTests(OpenCity city) : IClassFixture<OpenCity>
{
    [Fact]
    public async Task Every_page_of_billing_meets_no_barrier_and_fits_a_phone()
    {
        var faults = new List<string>();

        await Stage.PlayAsync(city, async (page, name, language) =>
            faults.AddRange(await Inspection.AllAsync(page, $"{name} ({language})")));

        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
    }
}
