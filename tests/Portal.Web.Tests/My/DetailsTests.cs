using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Requests;

namespace Portal.Web.Tests.My;

/// <summary>A resident changes how they are named and reached, with the forms of the page.</summary>
public sealed class DetailsTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task Each_detail_is_changed_by_its_form_kept_in_the_history_and_told()
    {
        var account = await site.City.AccountAsync("Ana Ruiz", "ana.contact@example.com");
        var resident = await site.ResidentAsync(account);
        var to = $"/my/details/{account.CustomerId}";

        await resident.SubmitAsync(
            await resident.GoAsync($"{to}/address"), "Save the address",
            ("Input.Country", "MX"), ("Input.Line1", " Calle 5 de Mayo  12 "), ("Input.City", "Puebla"),
            ("Input.State", ""), ("Input.PostalCode", "72000"));
        await resident.SubmitAsync(
            await resident.GoAsync($"{to}/phone"), "Save the number", ("Telephone", "(650) 253-0000 x12"));
        await resident.SubmitAsync(
            await resident.GoAsync($"{to}/name"), "Save the name", ("Name to use on mail", "Anita 依诺"));
        var page = await resident.SubmitAsync(
            await resident.GoAsync($"{to}/language"), "Save the language", ("Input.Language", "es"));

        foreach (var words in new[]
            { "Saved. We have written to you", "Calle 5 de Mayo 12", "Puebla 72000", "MEXICO", "(650) 253-0000 x12",
                "Anita 依诺", "Spanish" })
        {
            Assert.Contains(words, page.Text, StringComparison.Ordinal);
        }

        var customer = await site.CustomerOfAsync(account);
        Assert.Equal(
            ("+16502530000", "12", "Anita 依诺", "Ana Ruiz", "es", "MX"),
            (customer.Phone, customer.PhoneExtension, customer.KnownAs, customer.Name, customer.Language,
                customer.MailingCountry));
        var changes = await site.City.ReadAsync(db => db.ContactChanges.AsNoTracking()
            .Where(c => c.CustomerId == customer.Id).OrderBy(c => c.Id).ToListAsync());
        Assert.Equal(
            [ContactPart.MailingAddress, ContactPart.Phone, ContactPart.Name, ContactPart.Language],
            changes.Select(c => c.Part));
        Assert.All(changes, c => Assert.StartsWith("resident:", c.ChangedBy, StringComparison.Ordinal));
        var mails = await site.MailsToAsync("ana.contact@example.com");
        Assert.Equal(4, mails.Count(m => m.Kind == "details_changed"));
        Assert.Contains("Anita 依诺", mails[^1].Text, StringComparison.Ordinal);
        Assert.Equal("es", mails[^1].Language);
        Assert.DoesNotContain(mails, m => m.Text.Contains("Calle 5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_like_that_before_changes_nothing_and_mails_nobody()
    {
        var account = await site.City.AccountAsync("Ana Ruiz", "ana.same@example.com");
        var resident = await site.ResidentAsync(account);

        var page = await resident.SubmitAsync(
            await resident.GoAsync($"/my/details/{account.CustomerId}/address"), "Save the address");

        Assert.Contains("Nothing changed", page.Text, StringComparison.Ordinal);
        Assert.Equal(0, await site.ChangesAsync(account));
        Assert.Empty(await site.MailsToAsync("ana.same@example.com"));
    }

    [Theory]
    [InlineData("address", "Save the address", "Input.Line1", "", "Enter the street")]
    [InlineData("address", "Save the address", "Input.State", "<b>", "Enter the state")]
    [InlineData("address", "Save the address", "Input.PostalCode", "0", "Enter the ZIP code")]
    [InlineData("phone", "Save the number", "Input.Phone", "123", "A US number has 10 digits")]
    [InlineData("name", "Save the name", "Input.Name", "long", "Keep the name to 300 characters")]
    [InlineData("language", "Save the language", "Input.Language", "fr", "Choose English or Spanish")]
    [InlineData("email", "Mail me the link", "Input.Email", "nobody", "Enter an e-mail address")]
    public async Task Rubbish_gets_a_clear_sentence_and_changes_nothing(
        string form, string button, string field, string typed, string sentence)
    {
        var account = await site.City.AccountAsync("Ana Ruiz");
        var resident = await site.ResidentAsync(account);
        var page = await resident.GoAsync($"/my/details/{account.CustomerId}/{form}");

        var answer = await resident.SubmitAsync(
            page, button, (field, typed == "long" ? new string('x', 301) : typed));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains(
            sentence, answer.Document.QuerySelector(".error-summary")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(sentence, answer.Document.QuerySelector(".usa-error-message")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(0, await site.ChangesAsync(account));
    }

    [Fact]
    public async Task Every_column_posted_to_a_form_changes_nothing_but_its_own()
    {
        var account = await site.City.AccountAsync("Ana Ruiz");
        var resident = await site.ResidentAsync(account);
        var before = await site.CustomerOfAsync(account);
        var page = await resident.GoAsync($"/my/details/{account.CustomerId}/phone");
        var form = page.Document.QuerySelector<IHtmlFormElement>("main form")!;
        foreach (var name in typeof(Customer).GetProperties().Select(p => p.Name).Where(n => n != "Id"))
        {
            foreach (var field in new[] { name, $"Input.{name}", $"Customer.{name}" })
            {
                var more = page.Document.CreateElement("input");
                more.SetAttribute("name", field);
                more.SetAttribute("value", "00000000-0000-0000-0000-000000000009");
                if (form.QuerySelector($"[name='{field}']") is null) { form.AppendChild(more); }
            }
        }

        await resident.SendFormAsync(page, form, null, ("Input.Phone", "650 253 0000"));

        var after = await site.CustomerOfAsync(account);
        Assert.Equal(
            (before.Name, before.Email, before.MailingLine1, before.KnownAs, before.Kind, before.Language,
                "+16502530000"),
            (after.Name, after.Email, after.MailingLine1, after.KnownAs, after.Kind, after.Language, after.Phone));
    }

    [Fact]
    public async Task Full_access_to_one_premise_of_several_does_not_turn_the_mail_of_all_elsewhere()
    {
        var (one, other) = (await site.City.AccountAsync("Landlady"), await site.City.AccountAsync("Landlady"));
        await using (var owner = Npgsql.NpgsqlDataSource.Create(site.City.Database.OwnerConnectionString))
        {
            await using var move = owner.CreateCommand($"""
                alter table customer_account disable trigger ck_customer_account_goes_by_merge;
                update customer_account set customer_id = '{one.CustomerId}' where id = '{other.Id}';
                alter table customer_account enable trigger ck_customer_account_goes_by_merge
                """);
            await move.ExecuteNonQueryAsync();
        }

        var manager = await site.ResidentAsync(one);
        var landlady = await site.ResidentAsync(one, other);

        Assert.Equal(HttpStatusCode.NotFound, (await manager.GoAsync($"/my/details/{one.CustomerId}/address")).Status);
        Assert.Contains(
            "Accounts that others keep", (await manager.GoAsync("/my/details")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await landlady.GoAsync($"/my/details/{one.CustomerId}/address")).Status);
    }

    [Fact]
    public async Task A_person_changes_how_they_are_greeted()
    {
        var user = await site.UserAsync();
        var resident = await site.SignInAsync(user);

        await resident.SubmitAsync(
            await resident.GoAsync("/my/details/you"), "Save", ("Input.Name", "Rosita Ñ"), ("Input.Language", "es"));

        var page = await resident.GoAsync("/my/details");
        Assert.Contains("Rosita Ñ", page.Body, StringComparison.Ordinal);
        Assert.Equal("security_changed", (await site.MailsToAsync(user.Email!)).Single().Kind);
    }

    [Fact]
    public async Task A_new_legal_name_is_asked_for_with_a_document_from_the_page_of_details()
    {
        var account = await site.City.AccountAsync("Ana Ruiz");
        var resident = await site.ResidentAsync(account);
        var page = await resident.GoAsync("/my/details");
        var link = page.Document.QuerySelectorAll("main a").Select(a => a.GetAttribute("href"))
            .Single(h => h?.StartsWith("/my/requests/new", StringComparison.Ordinal) == true);

        var sent = await resident.SubmitFileAsync(
            await resident.GoAsync(link!), "Send",
            ("Input.Files", "order.pdf", "%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n"u8.ToArray()),
            ("Input.Words", "Ana Ruiz Peña"));

        Assert.Contains("We have your request", sent.Text, StringComparison.Ordinal);
        var asked = await site.City.ReadAsync(
            db => db.Set<CustomerRequest>().SingleAsync(r => r.CustomerAccountId == account.Id));
        Assert.Equal(RequestKind.LegalName, asked.Kind);
        Assert.Equal("Ana Ruiz", (await site.CustomerOfAsync(account)).Name);
    }
}
