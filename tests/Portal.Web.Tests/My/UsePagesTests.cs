using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Usage.Alerts;
using Portal.Testing;

namespace Portal.Web.Tests.My;

/// <summary>A resident looks at their use, takes it with them, and says what they want to hear of.</summary>
public sealed class UsePagesTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task The_chart_and_its_table_say_this_month_beside_the_same_days_a_year_before()
    {
        var home = await MeteredHome.InAsync(site.City);
        await home.HoursAsync(new(2025, 11, 1), new(2025, 11, 30), 0m, 0.02m);
        await home.HoursAsync(new(2026, 11, 3), new(2026, 11, 12), 0m, 0.01m);
        var browser = await site.ResidentAsync(home.Account);

        var page = await browser.GoAsync("/my/use");

        Assert.Equal($"/my/use/{home.Account.Id}", page.Path);
        Assert.Contains(
            "November 2026 so far: 1.8 CCF (about 1,350 gallons), on 10 of 30 days. "
            + "1.8 CCF (50 percent) less than on the same days a year before.",
            page.Text, StringComparison.Ordinal);
        Assert.Contains(
            "November 2026 1.8 1,350 3.6 Measured, 10 of 30 days", Squeezed(page, "tbody tr"),
            StringComparison.Ordinal);
        Assert.Contains("We cannot forecast your next bill yet", page.Text, StringComparison.Ordinal);
        var days = await browser.GoAsync($"/my/use/{home.Account.Id}?by=day&month=2026-11");
        Assert.Equal(30, days.Document.QuerySelectorAll("main tbody tr").Length);
        Assert.Contains(
            "Nov 1, 2026 – – – No readings", Squeezed(days, "tbody tr:last-child"), StringComparison.Ordinal);
        Assert.Contains("2025", (await browser.GoAsync($"/my/use/{home.Account.Id}?by=year")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meter_read_once_a_month_shows_months_and_says_why_no_days()
    {
        var home = await MeteredHome.InAsync(site.City);
        await home.BilledAsync(new(2026, 9, 9), new(2026, 10, 9), 9m);
        var browser = await site.ResidentAsync(home.Account);

        var page = await browser.GoAsync($"/my/use/{home.Account.Id}");

        Assert.Contains("October 2026 so far: 2.4 CCF", page.Text, StringComparison.Ordinal);
        Assert.Contains(
            "Your meter is read about once a month", (await browser.GoAsync($"/my/use/{home.Account.Id}?by=day")).Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?by=day&month=0001-01")]
    [InlineData("?by=day&month=2099-12")]
    [InlineData("?by=%01&month=x&meter=%3Cscript%3E")]
    public async Task Whatever_the_address_asks_the_page_answers(string query)
    {
        var home = await MeteredHome.InAsync(site.City);
        await home.HoursAsync(new(2026, 11, 2), new(2026, 11, 11), 0m, 0.01m);
        var browser = await site.ResidentAsync(home.Account);

        Assert.Equal(HttpStatusCode.OK, (await browser.GoAsync($"/my/use/{home.Account.Id}{query}")).Status);
    }

    [Fact]
    public async Task Files_are_there_for_spreadsheets_and_for_programs()
    {
        var home = await MeteredHome.InAsync(site.City);
        await home.HoursAsync(new(2026, 11, 2), new(2026, 11, 3), 0m, 0.01m);
        var browser = await site.ResidentAsync(home.Account);

        Assert.Contains(
            $"{home.Meter},", (await browser.GoAsync($"/my/use/{home.Account.Id}/csv")).Body, StringComparison.Ordinal);
        Assert.Contains(
            "http://naesb.org/espi", (await browser.GoAsync($"/my/use/{home.Account.Id}/greenbutton")).Body,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_is_read_known_and_silent()
    {
        var home = await MeteredHome.InAsync(site.City);
        await AlertAsync(home);
        var browser = await site.ResidentAsync(home.Account);
        var address = $"/my/use/{home.Account.Id}/alerts";
        Assert.Contains(
            "There may be a leak", (await browser.GoAsync($"/my/use/{home.Account.Id}")).Text,
            StringComparison.Ordinal);

        var known = await browser.SubmitAsync(await browser.GoAsync(address), "I know about this");

        Assert.Contains("We will not write again about this.", known.Text, StringComparison.Ordinal);
        Assert.Contains("You know", known.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("I know about this", known.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_told_is_chosen_and_days_away_come_and_go()
    {
        var home = await MeteredHome.InAsync(site.City);
        var browser = await site.ResidentAsync(home.Account);
        var address = $"/my/use/{home.Account.Id}/alerts";

        var chosen = await browser.SubmitAsync(
            await browser.GoAsync(address), "Save what you chose", ("Input.Leak", "false"), ("Input.High", "300"));
        var away = await browser.SubmitAsync(
            chosen, "Save these days", ("The day you leave", "2026-12-01"), ("The day you come back", "12/9/2026"));

        Assert.Contains("Your choice is saved.", chosen.Text, StringComparison.Ordinal);
        Assert.Equal((false, (int?)300), await site.City.ReadAsync(db => db.Set<UseAlertChoice>()
            .Where(c => c.CustomerAccountId == home.Account.Id)
            .Select(c => new ValueTuple<bool, int?>(c.TellsLeak, c.HighPercent)).SingleAsync()));
        Assert.Contains("Dec 1, 2026 – Dec 9, 2026", away.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Dec 1, 2026 –", (await browser.SubmitAsync(away, "Take these days off")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Save these days", "The day you leave", "soon", "Enter a day, such as 12/15/2026.")]
    [InlineData("Save these days", "The day you leave", "2026-12-09", "must be after the day you leave")]
    [InlineData("Save these days", "Input.OperationId", "x", "Fill in the page again.")]
    [InlineData("Save what you chose", "Input.High", "7", "Choose one of the levels in the list.")]
    [InlineData("Save what you chose", "Input.Leak", "perhaps", "Fill in the page again.")]
    public async Task Rubbish_is_answered_in_a_sentence_and_changes_nothing(
        string button, string field, string typed, string sentence)
    {
        var home = await MeteredHome.InAsync(site.City);
        var browser = await site.ResidentAsync(home.Account);

        var page = await browser.SubmitAsync(
            await browser.GoAsync($"/my/use/{home.Account.Id}/alerts"), button,
            button == "Save these days"
                ? [("Input.From", "2026-12-01"), ("Input.To", "2026-12-09"), (field, typed)]
                : [(field, typed)]);

        Assert.Contains(sentence, page.Text, StringComparison.Ordinal);
        Assert.Equal(0, await site.City.ReadAsync(db => db.Set<AwayPeriod>()
            .CountAsync(p => p.CustomerAccountId == home.Account.Id)));
        Assert.Equal(0, await site.City.ReadAsync(db => db.Set<UseAlertChoice>()
            .CountAsync(p => p.CustomerAccountId == home.Account.Id)));
    }

    [Fact]
    public async Task Who_may_only_see_bills_sees_alerts_and_is_told_why_they_cannot_change_them()
    {
        var home = await MeteredHome.InAsync(site.City);
        await AlertAsync(home);
        var user = await site.UserAsync(home.Account);
        await site.City.ReadAsync(db => db.AccountLinks.Where(l => l.UserId == user.Id)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.Level, AccountLevel.SeeBills)));
        var browser = await site.SignInAsync(user);

        var page = await browser.GoAsync($"/my/use/{home.Account.Id}/alerts");

        Assert.Contains("Only its customer, or someone they gave full access", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
        await AlertAsync(home, "away_use");
        foreach (var address in new[] { "", "/alerts" })
        {
            Assert.DoesNotContain(
                "while away", (await browser.GoAsync($"/my/use/{home.Account.Id}{address}")).Text.Replace(
                    "while you are away", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_speaks_Spanish()
    {
        var home = await MeteredHome.InAsync(site.City);
        await home.HoursAsync(new(2026, 11, 2), new(2026, 11, 11), 0m, 0.01m);
        var browser = await site.SignInAsync(await site.UserAsync(home.Account), "es");

        var page = await browser.GoAsync("/my/use");

        Assert.Contains("Su consumo de agua", page.Text, StringComparison.Ordinal);
        Assert.Contains(
            "hasta ahora: 1.8 CCF (unos 1,350 galones), en 10 de 30 días", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_office_sees_what_the_customer_sees_and_all_that_goes_on()
    {
        var home = await MeteredHome.InAsync(site.City);
        await home.HoursAsync(new(2026, 11, 2), new(2026, 11, 11), 0m, 0.01m);
        await AlertAsync(home);
        var staff = await site.TechnicianAsync();

        var desk = await staff.GoAsync("/office/usealerts");
        var why = await staff.GoAsync($"/office/accounts/{home.Account.Id}/use");
        await staff.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"));
        var record = await staff.GoAsync($"/office/accounts/{home.Account.Id}/use");

        Assert.Contains(home.Account.Number, desk.Text, StringComparison.Ordinal);
        Assert.Contains("There may be a leak", desk.Text, StringComparison.Ordinal);
        Assert.Equal($"/office/accounts/{home.Account.Id}/use", record.Path);
        Assert.Contains("November 2026 so far: 1.8 CCF", record.Text, StringComparison.Ordinal);
        Assert.Empty(record.Document.QuerySelectorAll("main a[href^='/my/']"));
    }

    [Fact]
    public async Task The_page_asks_the_database_a_few_times_however_long_the_past()
    {
        var home = await MeteredHome.InAsync(site.City);
        await home.HoursAsync(new(2026, 1, 2), new(2026, 11, 11), 0m, 0.01m);
        var browser = await site.ResidentAsync(home.Account);

        await site.AssertCommandsAsync(6, () => browser.GoAsync($"/my/use/{home.Account.Id}"));
    }

    private static Task AlertAsync(MeteredHome home, string kind = "leak") => home.RunAsync($"""
        insert into use_alert (id, customer_account_id, service_point_id, kind, first_day, last_day, used, usual, unit,
          found_at)
        values (gen_random_uuid(), '{home.Account.Id}', '{home.PointId}', '{kind}', '2026-11-10', '2026-11-14', 12.5, 0,
          'CCF', now())
        """);

    private static string Squeezed(SitePage page, string selector) => string.Join(
        " | ", page.Document.QuerySelectorAll($"main {selector}").Select(row => string.Join(
            ' ', row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
}
