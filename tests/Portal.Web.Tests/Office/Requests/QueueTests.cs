using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Desk;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Web.Tests.Office.Requests;

/// <summary>The queue by the forms that people use: given, passed on, tied, joined, filtered, as a file.</summary>
public sealed class QueueTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task A_request_is_given_passed_on_tied_and_joined_by_their_forms()
    {
        var account = await site.City.AccountOwingAsync(80.00m);
        var terry = await site.TechnicianAsync();
        var (one, other) = (await LoggedAsync(account.Id), await LoggedAsync(account.Id));
        var at = $"/office/requests/{one.Id}/manage";

        var given = await terry.SubmitAsync(await terry.GoAsync(at), "Give it", ("Input.To", ""));
        Assert.Contains("It was given.", given.Text, StringComparison.Ordinal);
        var empty = await terry.SubmitAsync(await terry.GoAsync(at), "Pass it on", ("Input.Topic", "meter"));
        Assert.Contains("Say why, for whoever takes it next.", empty.Text, StringComparison.Ordinal);
        var passed = await terry.SubmitAsync(
            await terry.GoAsync(at), "Pass it on", ("Input.Topic", "meter"), ("Input.Department", "water"),
            ("Input.Note", "It runs."));
        Assert.Contains("Water operations", passed.Text, StringComparison.Ordinal);
        var form = await terry.GoAsync(at);
        var bill = form.Document.QuerySelectorAll("#Input_Bill option")[^1].GetAttribute("value")!;
        var tied = await terry.SubmitAsync(form, "Tie it to this bill", ("Input.Bill", bill));
        Assert.Contains("It is tied to the bill.", tied.Text, StringComparison.Ordinal);
        var joined = await terry.SubmitAsync(
            await terry.GoAsync(at), $"Close {one.Label} and join", ("Input.Into", $"{other.Id}"));

        Assert.Contains($"It goes on in {other.Label}", joined.Text, StringComparison.Ordinal);
        Assert.Contains("joined with it", (await terry.GoAsync($"/office/requests/{other.Id}")).Text,
            StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_queue_is_filtered_and_a_name_that_is_a_formula_is_none_in_the_file()
    {
        var account = await site.City.AccountAsync("=HYPERLINK(\"http://x\") Ruiz");
        var terry = await site.TechnicianAsync();
        var (meter, letter) = (await LoggedAsync(account.Id, "meter"), await LoggedAsync(account.Id, "service"));

        var page = await terry.GoAsync("/office/requests?show=Open&topic=meter&channel=Phone&sort=Newest");
        var link = page.Document.QuerySelector("main a[download]")!.GetAttribute("href")!;
        var file = await terry.GoAsync(link);

        Assert.Contains(meter.Label, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(letter.Label, page.Text, StringComparison.Ordinal);
        Assert.Contains(meter.Label, file.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(letter.Label, file.Body, StringComparison.Ordinal);
        Assert.Contains("'=HYPERLINK", file.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(",=", file.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await terry.GoAsync(link + "&as=xlsx")).Status);
        var heading = page.Document.QuerySelector("main th a[href*='sort=Number']")!;
        Assert.Contains("topic=meter", heading.GetAttribute("href"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?show=x&kind=7&topic='&channel=99&department=zz&sort=-1&number=Q&page=-3")]
    [InlineData("?page=99999&number=999999999999999999999")]
    public async Task Rubbish_in_the_address_is_as_good_as_nothing(string query) => Assert.Equal(
        System.Net.HttpStatusCode.OK,
        (await (await site.TechnicianAsync()).GoAsync($"/office/requests{query}")).Status);

    [Fact]
    public async Task A_template_fills_the_words_in_the_language_of_who_asked()
    {
        var account = await site.City.AccountAsync("Ana Ruiz");
        var terry = await site.TechnicianAsync();
        var template = City.Done(await site.City.AskAsync<KeepAnswerTemplate, Outcome<AnswerTemplate>>(
            act => act.RunAsync(
                new(Guid.CreateVersion7(), null, 0, $"T {Guid.NewGuid()}", "Dear {name}", "Hola {name}, {request}",
                    IsRetired: false, Actor.System), default)));
        var asked = await LoggedAsync(account.Id, language: "es");

        var page = await terry.GoAsync($"/office/requests/{asked.Id}?template={template.Id}");

        Assert.Equal(
            $"Hola Ana Ruiz, {asked.Label}", page.Document.QuerySelector("#Input_Words")!.TextContent.Trim());
    }

    [Fact]
    public async Task Each_count_at_work_is_that_of_its_list()
    {
        var account = await site.City.AccountAsync();
        var terry = await site.TechnicianAsync();
        await LoggedAsync(account.Id);

        var work = await terry.GoAsync("/office");
        var counts = work.Document.QuerySelectorAll("section[aria-labelledby=waits] li")
            .Select(li => (At: li.QuerySelector("a")!.GetAttribute("href")!,
                Count: li.TextContent.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)[^1]))
            .Where(c => c.At.StartsWith("/office/requests", StringComparison.Ordinal)).ToList();

        Assert.Equal(7, counts.Count);
        foreach (var (at, count) in counts)
        {
            var list = await terry.GoAsync(at);
            Assert.Equal($"({count})", list.Document.QuerySelector("h1 .muted")!.TextContent);
        }
    }

    private async Task<CustomerRequest> LoggedAsync(Guid account, string topic = "bill", string language = "en")
    {
        var clerk = await site.City.ReadAsync(db => db.StaffMembers.Select(s => s.UserId).FirstAsync());
        return City.Done(await site.City.AskAsync<LogInquiry, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), clerk, RequestChannel.Phone, account, null, topic, "Why?",
                InquiryOutcome.KeptForLater)
            {
                Language = language,
            },
            default)));
    }
}
