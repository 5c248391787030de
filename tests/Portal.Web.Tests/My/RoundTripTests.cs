using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Testing;

namespace Portal.Web.Tests.My;

/// <summary>
/// Names of every script and strings that break things go through the real forms, onto pages and into mail.
/// </summary>
public sealed class RoundTripTests(PayingSite site) : IClassFixture<PayingSite>
{
    [SharedDataFact("people/names.json")]
    public async Task Every_name_of_others_is_kept_shown_and_greeted_as_it_is_written()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Path("people/names.json")));
        var (first, last) = (Names(file, "forenames"), Names(file, "surnames"));

        await GoThroughAsync("names@example.com", last.Select((name, i) => $"{first[i % first.Count]} {name}"));
    }

    [SharedDataFact("xss/naughty-strings.json")]
    public async Task Every_naughty_string_is_text_wherever_it_is_shown() => await GoThroughAsync(
        "naughty@example.com",
        JsonSerializer.Deserialize<string[]>(File.ReadAllText(SharedData.Path("xss/naughty-strings.json")))!);

    [SharedDataFact("xss/naughty-strings.json")]
    public async Task Every_field_of_an_address_takes_a_naughty_string_or_says_why_not()
    {
        var account = await site.City.AccountAsync("Ana Ruiz");
        var resident = await site.ResidentAsync(account);
        var form = await resident.GoAsync($"/my/details/{account.CustomerId}/address");
        var strings = JsonSerializer.Deserialize<string[]>(
            File.ReadAllText(SharedData.Path("xss/naughty-strings.json")))!;

        foreach (var typed in strings.Where((_, i) => i % 4 == 0))
        {
            var answer = await resident.SubmitAsync(
                form, "Save the address", ("Input.Country", "MX"), ("Input.Line1", typed), ("Input.Line2", typed),
                ("Input.City", typed), ("Input.State", typed), ("Input.PostalCode", "72000"));

            var kept = PostalAddress.Typed(typed, typed, typed, typed, "72000", "MX");
            if (kept.WhyNot().Any())
            {
                Assert.NotNull(answer.Document.QuerySelector(".error-summary"));
                continue;
            }

            var customer = await site.CustomerOfAsync(account);
            Assert.Equal(
                (kept.Line1, kept.Line2, kept.City),
                (customer.MailingLine1, customer.MailingLine2, customer.MailingCity));
            Assert.Contains(kept.Line1, answer.Document.QuerySelectorAll("bdi").Select(b => b.TextContent));
        }
    }

    /// <summary>Through the form, into the table, onto the page and into the next letter's greeting.</summary>
    private async Task GoThroughAsync(string email, IEnumerable<string> typed)
    {
        var account = await site.City.AccountAsync("Ana Ruiz", email);
        var resident = await site.ResidentAsync(account);
        var form = await resident.GoAsync($"/my/details/{account.CustomerId}/name");
        var greeted = new List<string>();
        var before = (string?)null;
        foreach (var name in typed)
        {
            var page = await resident.SubmitAsync(form, "Save the name", ("Input.Name", name));
            var kept = TypedLine.OrNull(name);
            if (page.Document.QuerySelector(".error-summary") is not null)
            {
                Assert.True(kept is { Length: > TypedLine.LongestName } || !kept!.Any(char.IsLetterOrDigit), name);
                continue;
            }

            var customer = await site.CustomerOfAsync(account);
            Assert.Equal(kept, customer.KnownAs);
            Assert.Contains(
                kept ?? "The same", page.Document.QuerySelectorAll("dd bdi").Select(b => b.TextContent));
            Assert.Empty(page.Document.QuerySelectorAll("main script, main iframe, main svg[onload], main img"));
            if (kept != before) { greeted.Add(before ?? "Ana Ruiz"); }

            before = kept;
        }

        var mails = (await site.MailsToAsync(email)).Where(m => m.Kind == "details_changed").ToList();
        Assert.Equal(greeted.Count, mails.Count);
        Assert.All(greeted.Zip(mails), pair =>
        {
            Assert.Contains(pair.First, pair.Second.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", pair.Second.Html, StringComparison.OrdinalIgnoreCase);
        });
    }

    private static List<string> Names(JsonDocument file, string kind) =>
        [.. file.RootElement.GetProperty(kind).EnumerateArray().Select(n => n.GetString()!)];
}
