using Microsoft.EntityFrameworkCore;
using Portal.Core.Requests;

namespace Portal.Web.Tests.Office.Requests;

/// <summary>A call is written down by the form that people use.</summary>
public sealed class LogTests(PayingSite site) : IClassFixture<PayingSite>
{
    private static readonly byte[] Pdf = "%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n"u8.ToArray();

    [Theory]
    [InlineData("en", "Log a call", "Write it down", "It is written down.", "Knew it", "Phone")]
    [InlineData("es", "Registrar una llamada", "Registrar", "Quedó registrado.", "Lo sabía", "Teléfono")]
    public async Task A_call_is_found_logged_and_shown(
        string language, string act, string button, string said, string knew, string phone)
    {
        var account = await site.City.AccountAsync($"Wilhelmina {language}");
        var terry = await site.TechnicianAsync();
        await terry.GoAsync($"/language/{language}");
        var desk = await terry.GoAsync("/office/requests");
        var link = desk.Document.QuerySelectorAll("main a").First(a => a.TextContent == act);
        Assert.Equal("/office/requests/log", link.GetAttribute("href"));
        var found = await terry.GoAsync($"/office/requests/log?find={account.Number}");
        var chosen = found.Document.QuerySelector($"main a[href*='{account.Id}']")!.GetAttribute("href")!;

        var form = await terry.GoAsync(chosen);
        var done = await terry.SubmitFileAsync(
            form, button, ("Input.Files", "note.pdf", Pdf), ("Input.Passed", "name"), ("Input.Topic", "bill"),
            ("Input.Asked", "Why so much?"), ("Input.Cause", "explained"));

        Assert.Contains(said, done.Text, StringComparison.Ordinal);
        Assert.Contains(knew, done.Text, StringComparison.Ordinal);
        Assert.Contains(phone, done.Text, StringComparison.Ordinal);
        var kept = await site.City.ReadAsync(db => db.Set<CustomerRequest>()
            .SingleAsync(r => r.CustomerAccountId == account.Id));
        Assert.Equal((RequestState.Answered, RequestChannel.Phone), (kept.State, kept.Channel));
        Assert.True(await site.City.ReadAsync(
            db => db.CustomerViews.AnyAsync(v => v.CustomerAccountId == account.Id && v.Reason == "call")));
    }

    [Fact]
    public async Task An_empty_form_says_what_is_missing_at_its_fields()
    {
        var terry = await site.TechnicianAsync();

        var page = await terry.SubmitAsync(
            await terry.GoAsync("/office/requests/log?channel=letter"), "Write it down", ("Input.Capacity", "Other"));

        Assert.Contains("Write who asks", page.Text, StringComparison.Ordinal);
        Assert.Contains("Choose what this is about.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Choose how it ended.", page.Text, StringComparison.Ordinal);
        Assert.Equal(4, page.Document.QuerySelectorAll("main .field--wrong").Length);
        Assert.True(page.Document.QuerySelector("input[type=radio][value=Letter]")!.HasAttribute("checked"));
    }

    [Fact]
    public async Task No_account_of_that_id_is_not_found() => Assert.Equal(
        System.Net.HttpStatusCode.NotFound,
        (await (await site.TechnicianAsync()).GoAsync($"/office/requests/log?account={Guid.NewGuid()}")).Status);
}
