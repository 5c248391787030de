namespace Portal.Web.Tests.Office;

/// <summary>The calendar page of the office, with its forms.</summary>
public sealed class ClosuresPageTests(SignInSite site) : IClassFixture<SignInSite>
{
    [Fact]
    public async Task Holidays_are_taken_over_a_day_is_added_and_taken_back()
    {
        var office = await site.SignedInAsync("sam.supervisor@example.gov");
        var page = await office.GoAsync("/office/settings/closures?year=2031");
        Assert.Contains("Thanksgiving", page.Text, StringComparison.Ordinal);

        var taken = await office.SubmitAsync(page, "Close on these days", ("Chosen", "2031-11-27"));
        Assert.Contains("The office is closed on what you chose.", taken.Text, StringComparison.Ordinal);
        Assert.Contains("Entered by", taken.Text, StringComparison.Ordinal);
        var added = await office.SubmitAsync(
            taken, "Add a closed day", ("Input.Day", "2031-03-04"), ("Input.NameEn", "City Day"),
            ("Input.NameEs", "Día de la ciudad"));
        Assert.Contains("City Day", added.Text, StringComparison.Ordinal);
        var opened = await office.SubmitAsync(added, "Open that day");
        Assert.Contains("Taken back: 1", opened.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_day_is_refused_in_words()
    {
        var office = await site.SignedInAsync("sam.supervisor@example.gov");

        var page = await office.SubmitAsync(await office.GoAsync("/office/settings/closures"), "Add a closed day");

        Assert.Contains("Choose a day.", page.Text, StringComparison.Ordinal);
    }
}
