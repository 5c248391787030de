using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Billing.Rules;
using Portal.Core.Reads;
using Portal.Core.Reads.Validation;
using Portal.Core.Requests;

namespace Portal.Web.Tests.Office;

/// <summary>The city's settings, holds and meter exchanges, by the forms that people use.</summary>
public sealed class SettingsTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    [Theory]
    [InlineData("en", "Settings")]
    [InlineData("es", "Ajustes")]
    public async Task Supervisors_see_what_holds_and_technicians_do_not_enter(string language, string word)
    {
        var (terry, sam) = (await site.SignedInAsync(Terry), await site.SignedInAsync(Sam));
        await sam.GoAsync($"/language/{language}");

        Assert.NotEqual(HttpStatusCode.OK, (await terry.GoAsync("/office/settings")).Status);
        Assert.Contains(word, (await sam.GoAsync("/office/settings")).Text, StringComparison.Ordinal);
        foreach (var kind in new[] { "Adjustments", "LateCharges", "Leaks", "Fees", "SecurityDeposits" })
        {
            Assert.Equal(HttpStatusCode.OK, (await sam.GoAsync($"/office/settings/rules/{kind}")).Status);
        }
    }

    [Fact]
    public async Task How_soon_a_topic_is_answered_is_changed_with_a_reason_and_what_it_was_stays()
    {
        var sam = await site.SignedInAsync(Sam);
        var form = await sam.GoAsync("/office/settings/topics?topic=meter");

        var silent = await sam.SubmitAsync(form, "Change the days", ("Input.Days.Answer", "7"));
        Assert.Contains("Say why, in a few words.", silent.Text, StringComparison.Ordinal);
        foreach (var (answer, sentence) in new[]
        {
            ("0", "Enter whole days from 1 to 365."), ("x", "Enter whole days"), ("366", "Enter whole days"),
            ("5", "These are the days that hold now"),
        })
        {
            var wrong = await sam.SubmitAsync(
                form, "Change the days", ("Input.Days.Answer", answer), ("Input.Reason", "More meters"));
            Assert.Contains(sentence, wrong.Text, StringComparison.Ordinal);
        }

        var done = await sam.SubmitAsync(
            form, "Change the days", ("Input.Days.Answer", "7"), ("Input.Reason", "More meters"));
        Assert.Contains("Requests from now on go by it", done.Text, StringComparison.Ordinal);
        Assert.Contains("1 / 5 / – / – days", done.Text, StringComparison.Ordinal);
        var again = await sam.SubmitAsync(
            form, "Change the days", ("Input.Days.Answer", "7"), ("Input.Reason", "More meters"));
        Assert.Equal(1, await site.ReadAsync(db => db.Set<RequestTopicChange>().CountAsync()));
        var stale = await sam.SubmitAsync(
            form, "Change the days", ("Input.OperationId", $"{Guid.CreateVersion7()}"), ("Input.Days.Answer", "9"),
            ("Input.Reason", "More meters"));
        Assert.Contains("Somebody changed these days meanwhile", stale.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, again.Status);
    }

    [Theory]
    [InlineData("en", "No rule for late charges is released yet")]
    [InlineData("es", "Aún no hay una regla en vigor para recargos por atraso")]
    public async Task Without_a_rule_a_page_says_so_and_who_can_change_that(string language, string sentence)
    {
        var (terry, sam) = (await site.SignedInAsync(Terry), await site.SignedInAsync(Sam));
        await terry.GoAsync($"/language/{language}");

        var seen = await terry.GoAsync("/office/no-rule/LateCharges");
        var leads = (await sam.GoAsync("/office/no-rule/LateCharges")).Document
            .QuerySelector("main a[href='/office/settings/rules/LateCharges']");

        Assert.Contains(sentence, seen.Text, StringComparison.Ordinal);
        Assert.Null(seen.Document.QuerySelector("main a[href^='/office/settings']"));
        Assert.NotNull(leads);
        Assert.Equal(HttpStatusCode.NotFound, (await terry.GoAsync("/office/no-rule/Nonsense")).Status);
    }

    [Fact]
    public async Task A_rule_is_drafted_and_its_writer_cannot_release_it()
    {
        var sam = await site.SignedInAsync(Sam);
        var page = await sam.GoAsync("/office/settings/rules/Leaks");
        var wrong = await sam.SubmitAsync(page, "Keep as draft", ("The whole rule", "{"));
        var document = (await site.ReadAsync(db => db.Set<MoneyRule>().Where(r => r.Kind == MoneyRuleKind.Leaks)
            .OrderByDescending(r => r.MadeAt).Select(r => r.Document).FirstAsync()))
            .Replace("\"within_days\": 60", "\"within_days\": 90", StringComparison.Ordinal);

        var kept = await sam.SubmitAsync(wrong, "Keep as draft", ("The whole rule", document));

        Assert.Contains("cannot be read", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("The draft is kept.", kept.Text, StringComparison.Ordinal);
        Assert.Contains("within_days", kept.Text, StringComparison.Ordinal);
        Assert.Contains("someone else must release it", kept.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_threshold_is_changed_with_a_reason_and_its_history_shown()
    {
        var sam = await site.SignedInAsync(Sam);
        var form = await sam.GoAsync("/office/settings/reads?rule=sum_tolerance");

        var empty = await sam.SubmitAsync(form, "Change it", ("Value", "0.1"));
        var done = await sam.SubmitAsync(empty, "Change it", ("Value", "0.1"), ("Why it changes", "New radios"));

        Assert.Contains("New radios", done.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("New radios", empty.Text, StringComparison.Ordinal);
        Assert.Equal(0.1m, await site.ReadAsync(db => db.Set<ReadRuleSetting>()
            .Where(r => r.Name == "sum_tolerance").Select(r => r.Value).SingleAsync()));
    }

    [Fact]
    public async Task A_hold_is_placed_and_lifted_with_reasons()
    {
        var account = await site.AccountAsync();
        var staff = await OpenAsync(account);
        var page = await staff.GoAsync($"/office/accounts/{account.Id}/holds");

        var empty = await staff.SubmitAsync(page, "Place the hold");
        var placed = await staff.SubmitAsync(
            empty, "Place the hold", ("Input.Kind", "Dispute"), ("Reason", "Says the meter is wrong"));
        var lifted = await staff.SubmitAsync(placed, "Lift it today", ("Why it ends", "Meter was tested"));

        Assert.Contains("Choose why it is held.", empty.Text, StringComparison.Ordinal);
        Assert.Contains("The hold stands.", placed.Text, StringComparison.Ordinal);
        Assert.Contains("Meter was tested", lifted.Text, StringComparison.Ordinal);
        Assert.Equal(1, await site.ReadAsync(db => db.Set<AccountHoldEnd>().CountAsync(
            e => db.Set<AccountHold>().Any(h => h.Id == e.HoldId && h.CustomerAccountId == account.Id))));
    }

    [Fact]
    public async Task A_meter_is_exchanged_by_its_form()
    {
        var account = await site.AccountAsync();
        var point = Guid.CreateVersion7();
        await site.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            insert into service_point (id, premise_id, service, meter_number, meter_size, read_unit)
            values ({point}, {account.PremiseId}, 'water', 'OLD-77', '3/4"', 'CCF')
            """));
        var staff = await site.SignedInAsync(Terry);
        var form = await staff.GoAsync($"/office/billing/reads/points/{point}/exchange");

        var wrong = await staff.SubmitAsync(form, "Record the exchange", ("What meter OLD-77 showed last", "a lot"));
        var done = await staff.SubmitAsync(
            wrong, "Record the exchange", ("What meter OLD-77 showed last", "1,234.5"),
            ("Number of the new meter", "NEW-78"));

        Assert.Contains("The point now has meter NEW-78.", done.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("NEW-78", wrong.Text, StringComparison.Ordinal);
        Assert.Equal(1_234.5m, await site.ReadAsync(db => db.Set<MeterExchange>()
            .Where(e => e.ServicePointId == point).Select(e => e.OldReading).SingleAsync()));
    }

    private async Task<SiteBrowser> OpenAsync(CustomerAccount account)
    {
        var staff = await site.SignedInAsync(Terry);
        var why = await staff.GoAsync($"/office/accounts/{account.Id}");
        await staff.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
        return staff;
    }
}
