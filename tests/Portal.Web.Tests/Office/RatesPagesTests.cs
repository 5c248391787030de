using System.Net;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Web.Tests.Office;

/// <summary>Rates on pages: a technician drafts, a supervisor releases, all staff can try them out.</summary>
public sealed class RatesPagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    [Fact]
    public async Task A_technician_drafts_the_next_version_and_a_supervisor_releases_it()
    {
        var first = await ReleasedAsync("walked");
        var terry = await site.SignedInAsync(Terry);

        var prices = await terry.SubmitAsync(
            await terry.GoAsync("/office/billing/rates/draft/next?code=walked"), "Begin the draft");
        var saved = await terry.SubmitAsync(
            prices, "Save the draft", ("Holds from", "2027-07-01"), ("Use, everyone: price of step 2", "3.333"));
        var address = saved.Path;

        Assert.StartsWith("/office/billing/rates/", address, StringComparison.Ordinal);
        Assert.Contains("$3.333", saved.Text, StringComparison.Ordinal);
        Assert.Contains("What differs from version 1", saved.Text, StringComparison.Ordinal);
        Assert.Contains("A supervisor releases rates.", saved.Text, StringComparison.Ordinal);

        var sam = await site.SignedInAsync(Sam);
        var asked = await sam.GoAsync($"{address}/release");
        Assert.Contains("2.61", asked.Text, StringComparison.Ordinal);
        var released = await sam.SubmitAsync(asked, "Release version 2");

        Assert.Equal(address, released.Path);
        Assert.Contains("Sam Supervisor", released.Text, StringComparison.Ordinal);
        Assert.Contains("Draft the next version", released.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await sam.GoAsync($"/office/billing/rates/{first.Id}")).Status);
    }

    [Fact]
    public async Task Who_edited_a_draft_is_told_that_another_must_release_it()
    {
        await ReleasedAsync("own-draft");
        var sam = await site.SignedInAsync(Sam);

        var draft = await sam.SubmitAsync(
            await sam.GoAsync("/office/billing/rates/draft/next?code=own-draft"), "Begin the draft");
        var id = draft.Path.Split('/')[4];

        var page = await sam.GoAsync($"/office/billing/rates/{id}/release");
        Assert.Contains("another person must release it", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Document.QuerySelector("main form"));
        Assert.Contains(
            "another person must release it", (await sam.GoAsync($"/office/billing/rates/{id}")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_technician_may_not_release()
    {
        var draft = await DraftAsync("not-terrys");
        var terry = await site.SignedInAsync(Terry);

        var page = await terry.GoAsync($"/office/billing/rates/{draft.Id}/release");

        Assert.DoesNotContain("Release version", page.Text, StringComparison.Ordinal);
        Assert.Equal(
            RateState.Draft, (await site.ReadAsync(db => db.RateVersions.FindAsync(draft.Id).AsTask()))!.State);
    }

    [Fact]
    public async Task A_price_that_is_no_number_is_shown_at_its_field_and_nothing_typed_is_lost()
    {
        var draft = await DraftAsync("typed-wrong");
        var terry = await site.SignedInAsync(Terry);
        var form = await terry.GoAsync($"/office/billing/rates/{draft.Id}/prices");

        var page = await terry.SubmitAsync(
            form, "Save the draft", ("Note", "Resolution 7"), ("Use, everyone: price of step 1", "two"));

        Assert.Contains("Write a number like 2.61.", page.Text, StringComparison.Ordinal);
        Assert.Equal("two", page.Document.QuerySelector("[name='Figures[0].Rate']")!.GetAttribute("value"));
        Assert.Equal("Resolution 7", page.Document.QuerySelector("[name='Note']")!.GetAttribute("value"));
        Assert.NotNull(page.Document.QuerySelector("[data-error-summary]"));
    }

    [Theory]
    [InlineData("en", "The file has 2 faults", "“five” is no number")]
    [InlineData("es", "El archivo tiene 2 fallas", "“five” no es un número")]
    public async Task A_file_with_faults_is_shown_with_every_line_in_the_readers_language(
        string language, string count, string fault)
    {
        var terry = await site.SignedInAsync(Terry);
        await terry.GoAsync($"/language/{language}");
        var form = await terry.GoAsync("/office/billing/rates/draft/import");
        var wrong = Document("faulty").Replace("2.61", "\"five\"", StringComparison.Ordinal)
            .Replace("\"unit\"", "\"units\"", StringComparison.Ordinal);

        var page = await terry.SubmitAsync(
            form, language == "en" ? "Check and import" : "Revisar",
            (language == "en" ? "Or its text" : "O su texto", wrong));

        Assert.Contains(fault, page.Text, StringComparison.Ordinal);
        Assert.Contains("$.schedules[0].charges[0].tables[0].tiers[1].rate", page.Text, StringComparison.Ordinal);
        Assert.Contains(count[..^8], page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_becomes_drafts_and_the_same_file_again_nothing()
    {
        var terry = await site.SignedInAsync(Terry);
        var form = await terry.GoAsync("/office/billing/rates/draft/import");

        var drafted = await terry.SubmitAsync(form, "Check and import", ("Or its text", Document("imported")));
        var again = await terry.SubmitAsync(form, "Check and import", ("Or its text", Document("imported")));

        Assert.Contains("Water, version 1", drafted.Text, StringComparison.Ordinal);
        Assert.Contains("imported", drafted.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_drafted_in_a_form()
    {
        var terry = await site.SignedInAsync(Terry);
        var form = await terry.SubmitAsync(
            await terry.GoAsync("/office/billing/rates/draft/next?code=settings"), "Begin the draft");

        var wrong = await terry.SubmitAsync(
            form, "Save the draft", ("Months back that too little may be billed", "999"));
        var saved = await terry.SubmitAsync(
            wrong, "Save the draft", ("Months back that too little may be billed", "4"),
            ("When rates change within a period", "ProratedByDays"));

        Assert.Contains("from 0 to 120", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("4 months", saved.Text, StringComparison.Ordinal);
        Assert.Contains("each for its days", saved.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mock_bill_says_why_each_line_is_what_it_is()
    {
        await ReleasedAsync("mocked");
        var terry = await site.SignedInAsync(Terry);

        var page = await terry.GoAsync(
            "/office/billing/rates/mock?service=water&class=residential&use=10&served=30&days=30&on=2026-11-16");
        var none = await terry.GoAsync("/office/billing/rates/mock?service=electric&class=public&use=1");
        var account = await terry.GoAsync("/office/billing/rates/mock?account=1234567890");

        Assert.Contains("First 7 CCF at $2.08: $14.56", page.Text, StringComparison.Ordinal);
        Assert.Contains("$22.39", page.Text, StringComparison.Ordinal);
        Assert.Contains("This cannot be priced", none.Text, StringComparison.Ordinal);
        Assert.Contains("has no bill to price again", account.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_change_says_when_there_are_no_bills()
    {
        var draft = await DraftAsync("no-bills");
        var terry = await site.SignedInAsync(Terry);

        var page = await terry.GoAsync($"/office/billing/rates/{draft.Id}/changes");

        Assert.Contains("No bills were issued in that month.", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public async Task Every_page_is_there_in_both_languages(string language)
    {
        var draft = await DraftAsync($"pages-{language}");
        var sam = await site.SignedInAsync(Sam);
        await sam.GoAsync($"/language/{language}");

        foreach (var page in new[]
        {
            "", "/mock", "/draft/import", "/draft/next?code=pages", $"/{draft.Id}", $"/{draft.Id}/prices",
            $"/{draft.Id}/text", $"/{draft.Id}/discard", $"/{draft.Id}/release", $"/{draft.Id}/changes",
        })
        {
            var shown = await sam.GoAsync($"/office/billing/rates{page}");
            Assert.Equal(HttpStatusCode.OK, shown.Status);
            Assert.Single(shown.Document.QuerySelectorAll("h1"));
            Assert.Null(shown.Document.QuerySelector("[data-error-summary]"));
        }
    }

    [Fact]
    public async Task Nobody_else_finds_them_and_the_schema_is_open()
    {
        var draft = await DraftAsync("closed-doors");
        var resident = await site.SignedInAsync(await site.ResidentAsync());

        foreach (var page in new[] { "", "/mock", "/draft/import", $"/{draft.Id}", $"/{draft.Id}/release" })
        {
            var shown = await resident.GoAsync($"/office/billing/rates{page}");
            Assert.DoesNotContain("closed-doors", shown.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("office-header", shown.Body, StringComparison.Ordinal);
        }

        Assert.Equal(RateDocument.Schema(), (await site.Browser().GoAsync("/schemas/rates.json")).Body);
    }

    private static string Document(string id) => $$"""
        {"schedules": [{"id": "{{id}}", "version": 1, "effective_on": "2026-01-01", "service": "water", "class": "any",
          "unit": "CCF", "charges": [{"kind": "tiered", "code": "USE", "label": {"en": "Use", "es": "Uso"},
          "fund": "510", "gl_code": "4010", "tables": [{"tiers": [{"above": 0, "rate": 2.08},
          {"above": 7, "rate": 2.61}]}]}]}]}
        """;

    private async Task<RateVersion> DraftAsync(string id)
    {
        Outcome<IReadOnlyList<RateVersion>>? outcome = null;
        await site.AskAsync<DraftRates>(async act =>
            outcome = await act.RunAsync(new(Document(id), null, Actor.System), default));
        return City.Done(outcome!)[0];
    }

    private async Task<RateVersion> ReleasedAsync(string id)
    {
        var draft = await DraftAsync(id);
        await site.AskAsync<ReleaseRates>(async act =>
            City.Done(await act.RunAsync(new(draft.Id, draft.RowVersion, new("city")), default)));
        return draft;
    }
}
