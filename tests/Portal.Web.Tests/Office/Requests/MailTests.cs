using System.Text;
using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Core.Requests.Replies;
using Portal.Testing;

namespace Portal.Web.Tests.Office.Requests;

/// <summary>Mail that joined no request by itself, by the forms of the office.</summary>
public sealed class MailTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Theory]
    [InlineData("en", "Join", "There is no request with that number.", "Mails, whole")]
    [InlineData("es", "Unir", "No hay ninguna solicitud con ese número.", "Correos completos")]
    public async Task It_is_joined_to_a_request(string language, string join, string unknown, string whole)
    {
        var account = await site.City.AccountAsync();
        var rosa = await site.UserAsync([account]);
        var asked = City.Done(await site.City.AskAsync<AskQuestion, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), rosa.Id, "bill", account.Id, "Why is it so high?", []), default)));
        var staff = await site.TechnicianAsync();
        await staff.GoAsync($"/language/{language}");
        await TakeAsync("joe@example.com", $"For Rosa {language}", "She says: it runs.");
        var list = await staff.GoAsync("/office/requests/mail");
        var link = list.Document.QuerySelectorAll("main table a")
            .First(a => a.TextContent == $"For Rosa {language}").GetAttribute("href")!;

        var page = await staff.GoAsync(link);
        Assert.Contains("She says: it runs.", page.Text, StringComparison.Ordinal);
        var refused = await staff.SubmitAsync(page, join, ("Input.Number", "Q-999999"));
        Assert.Contains(unknown, refused.Text, StringComparison.Ordinal);
        var joined = await staff.SubmitAsync(refused, join, ("Input.Number", asked.Label));

        Assert.Contains("She says: it runs.", joined.Text, StringComparison.Ordinal);
        Assert.Contains(whole, joined.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_discarded_with_a_reason_and_shown_among_the_discarded()
    {
        var staff = await site.TechnicianAsync();
        await TakeAsync("ads@example.com", "<b>Buy</b>", "<script>alert(1)</script>");
        var list = await staff.GoAsync("/office/requests/mail");
        var link = list.Document.QuerySelectorAll("main table a")
            .First(a => a.TextContent == "<b>Buy</b>").GetAttribute("href")!;

        var page = await staff.GoAsync(link);
        Assert.Null(page.Document.QuerySelector("main script"));
        var without = await staff.SubmitAsync(page, "Discard");
        Assert.Contains("Say why, in up to 500 characters.", without.Text, StringComparison.Ordinal);
        var done = await staff.SubmitAsync(without, "Discard", ("Input.Reason", "Advertising"));

        Assert.Contains("The mail was discarded.", done.Text, StringComparison.Ordinal);
        Assert.Contains(
            "<b>Buy</b>", (await staff.GoAsync("/office/requests/mail?show=Discarded")).Text, StringComparison.Ordinal);
        Assert.Contains("Advertising", (await staff.GoAsync(link)).Text, StringComparison.Ordinal);
    }

    private Task<bool> TakeAsync(string from, string subject, string words) =>
        site.City.AskAsync<TakeMail, bool>(async take =>
        {
            await take.RunAsync(
                Encoding.UTF8.GetBytes($"From: <{from}>\nSubject: {subject}\n\n{words}\n"), "mail", default);
            return true;
        });
}
