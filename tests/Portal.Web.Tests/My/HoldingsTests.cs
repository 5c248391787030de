using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Core.People.Holdings;
using Portal.Core.Requests;
using Portal.Testing;
using Portal.Web.Words;

namespace Portal.Web.Tests.My;

/// <summary>A person sees and takes along what we hold about them, and nothing of anybody else.</summary>
public sealed class HoldingsTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task Everything_is_in_the_file_as_tables_and_papers()
    {
        var account = await site.City.AccountOwingAsync(80.00m, "Ana Ruiz");
        await site.City.PayAsync(account, new(10_00));
        var user = await site.UserAsync(account);
        var resident = await site.SignInAsync(user);
        await resident.SubmitAsync(
            await resident.GoAsync($"/my/details/{account.CustomerId}/name"), "Save the name",
            ("Input.Name", "=HYPERLINK(\"http://x\") Ñandú 依诺"));

        var files = await DownloadAsync(user);

        foreach (var (name, _) in TablesOf(files))
        {
            Assert.Contains($"{name}.csv", files.Keys);
        }

        var words = site.Services.GetRequiredService<Words<PersonBook>>();
        Assert.All(TablesOf(files), table => Assert.NotEqual("", words[$"Held_{table.Name}"]));
        Assert.Contains("water_use", Encoding.UTF8.GetString(files["bill-lines.json"]), StringComparison.Ordinal);
        Assert.Contains(
            "Lines of bills", (await resident.GoAsync("/my/data")).Text, StringComparison.Ordinal);
        using var details = JsonDocument.Parse(files["details.json"]);
        Assert.Equal(
            "=HYPERLINK(\"http://x\") Ñandú 依诺", details.RootElement[0].GetProperty("known_as").GetString());
        var csv = Encoding.UTF8.GetString(files["details.csv"]);
        Assert.Contains("'=HYPERLINK", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(",=HYPERLINK", csv, StringComparison.Ordinal);
        Assert.Contains("you", Encoding.UTF8.GetString(files["changes-of-details.csv"]), StringComparison.Ordinal);
        Assert.Contains(account.Number, Encoding.UTF8.GetString(files["bills.json"]), StringComparison.Ordinal);
        foreach (var folder in new[] { "bills/", "receipts/" })
        {
            var paper = Assert.Single(files, f => f.Key.StartsWith(folder, StringComparison.Ordinal));
            Assert.Equal("%PDF"u8.ToArray(), paper.Value[..4]);
        }

        var all = string.Concat(files.Values.Select(Encoding.UTF8.GetString));
        Assert.DoesNotContain(account.Pin, all, StringComparison.Ordinal);
        Assert.DoesNotContain("password_hash", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_asked_and_sent_and_agreed_is_in_the_file_without_what_staff_wrote_for_each_other()
    {
        var account = await site.City.AccountAsync("Ana Ruiz", "holdings.ana@example.com");
        var user = await site.UserAsync(account);
        var asked = City.Done(await site.City.AskAsync<AskQuestion, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), user.Id, "bill", account.Id, "Why so much water?", []), default)));
        await site.City.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
                insert into saved_method (id, user_id, tender, brand, last_four, expires_on, processor_customer_id,
                  processor_method_id, kept_at, changed_at)
                values (gen_random_uuid(), {user.Id}, 'card', 'visa', '4242', '2028-10-31', 'cus_x', 'pm_x', now(),
                  now());
                with e as (insert into request_event (id, request_id, at, by, act, from_state, to_state)
                  values (gen_random_uuid(), {asked.Id}, now(), 'staff:x', 'note', 'new', 'new') returning id)
                insert into request_message (event_id, body, html, is_note) select id, 'between us', 'x', true from e
                """));

        var files = await DownloadAsync(user);

        string Table(string name) => Encoding.UTF8.GetString(files[$"{name}.json"]);
        Assert.Contains("Why so much water?", Table("requests-messages"), StringComparison.Ordinal);
        Assert.DoesNotContain("between us", Table("requests-messages"), StringComparison.Ordinal);
        Assert.DoesNotContain("note", Table("requests-steps"), StringComparison.Ordinal);
        Assert.Contains("4242", Table("saved-cards-and-banks"), StringComparison.Ordinal);
        Assert.Contains("Q-", Table("letters"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "pm_", string.Concat(files.Values.Select(Encoding.UTF8.GetString)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_only_sees_bills_takes_nothing_else_of_the_account_along()
    {
        var account = await site.City.AccountOwingAsync(80.00m, "Ana Ruiz");
        var owner = await site.UserAsync(account);
        await site.City.ReadAsync(db => db.Customers.Where(c => c.Id == account.CustomerId)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Phone, "+16502530000")));
        var user = await site.UserAsync();
        await site.LetInAsync(user.Id, account, AccountLevel.SeeBills);

        var all = string.Concat((await DownloadAsync(user)).Values.Select(Encoding.UTF8.GetString));

        Assert.Contains(account.Number, all, StringComparison.Ordinal);
        Assert.DoesNotContain("6502530000", all, StringComparison.Ordinal);
        Assert.DoesNotContain(owner.Email!, all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_asks_for_a_fresh_proof_and_tells_of_the_download()
    {
        var user = await site.UserAsync(await site.City.AccountAsync("Ana Ruiz"));
        var resident = await site.SignInAsync(user);
        var page = await resident.GoAsync("/my/data");
        site.City.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("/security/prove", (await resident.SubmitAsync(page, "Download everything")).Path);
        Assert.Empty(await site.MailsToAsync(user.Email!));
        resident = await site.SignInAsync(user);
        var answer = await resident.SubmitAsync(await resident.GoAsync("/my/data"), "Download everything");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith("PK", answer.Body, StringComparison.Ordinal);
        Assert.Equal(["security_changed"], (await site.MailsToAsync(user.Email!)).Select(m => m.Kind));
    }

    [Fact]
    public async Task The_history_says_who_changed_what()
    {
        var account = await site.City.AccountAsync("Ana Ruiz");
        var ana = await site.ResidentAsync(account);
        var luis = await site.ResidentAsync(account);
        await luis.SubmitAsync(
            await luis.GoAsync($"/my/details/{account.CustomerId}/phone"), "Save the number",
            ("Input.Phone", "650 253 0000"));

        Assert.Contains("Somebody with full access", (await ana.GoAsync("/my/data")).Text, StringComparison.Ordinal);
        Assert.Contains("(650) 253-0000", (await luis.GoAsync("/my/data")).Text, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, byte[] Content)> TablesOf(Dictionary<string, byte[]> files) =>
        files.Where(f => f.Key.EndsWith(".json", StringComparison.Ordinal)).Select(f => (f.Key[..^5], f.Value));

    private async Task<Dictionary<string, byte[]>> DownloadAsync(PortalUser user)
    {
        using var file = new MemoryStream();
        await using (var scope = site.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<DownloadHoldings>().WriteAsync(
                user.Id, System.Globalization.CultureInfo.GetCultureInfo("en-US"), file, default);
        }

        var files = new Dictionary<string, byte[]>();
        file.Position = 0;
        await using var zip = new ZipArchive(file);
        foreach (var entry in zip.Entries)
        {
            await using var from = await entry.OpenAsync();
            using var content = new MemoryStream();
            await from.CopyToAsync(content);
            files.Add(entry.FullName, content.ToArray());
        }

        Assert.True(files.Count > 20);
        return files;
    }
}
