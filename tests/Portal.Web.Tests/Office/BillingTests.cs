using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Runs;
using Portal.Core.Data;
using ServicePoint = Portal.Core.Accounts.ServicePoint;

namespace Portal.Web.Tests.Office;

/// <summary>The billing desk: a technician prepares a run, a supervisor releases it, the worker carries it.</summary>
public sealed class BillingTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    private const string Rates = """
        {"schedules": [{"id": "refuse", "version": 1, "effective_on": "2020-01-01", "service": "refuse", "class": "any",
          "unit": "month", "charges": [{"kind": "flat", "code": "CART", "label": {"en": "Carts", "es": "Contenedores"},
          "fund": "530", "gl_code": "4030", "prices": [{"rate": 36.05}]}]}]}
        """;

    [Fact]
    public async Task A_technician_prepares_a_supervisor_releases_and_both_see_what_came_of_it()
    {
        var (ready, blocked) = await TownAsync("C1");
        var terry = await site.SignedInAsync(Terry);
        var sam = await site.SignedInAsync(Sam);

        var desk = await terry.GoAsync("/office/billing");
        var run = await terry.SubmitAsync(desk, "Prepare run");
        Assert.Contains("It starts in a few seconds.", run.Text, StringComparison.Ordinal);
        await WorkAsync();
        var mine = await terry.GoAsync(run.Path);
        Assert.Contains("A supervisor releases bill runs.", mine.Text, StringComparison.Ordinal);
        Assert.Contains("Closing read missing", mine.Text, StringComparison.Ordinal);

        var theirs = await sam.GoAsync(run.Path);
        Assert.Contains("$36.05", theirs.Text, StringComparison.Ordinal);
        var mock = await sam.GoAsync($"{run.Path}/accounts/{ready.Id}");
        Assert.Contains("Nothing has been written.", mock.Text, StringComparison.Ordinal);
        Assert.Contains("Carts", mock.Text, StringComparison.Ordinal);
        var stuck = await sam.GoAsync($"{run.Path}/accounts/{blocked.Id}");
        Assert.Contains("has no read that closes the period", stuck.Text, StringComparison.Ordinal);
        await sam.SubmitAsync(theirs, "Release the bills (1)");
        await WorkAsync();

        var done = await terry.GoAsync(run.Path);
        Assert.Contains("Issued", done.Text, StringComparison.Ordinal);
        Assert.Equal(1, await site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerAccountId == ready.Id)));
        Assert.Equal(0, await site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerAccountId == blocked.Id)));
        Assert.Contains(
            ready.Number, (await terry.GoAsync($"{run.Path}/accounts?state=Issued")).Text, StringComparison.Ordinal);
        Assert.Equal(2, await site.ReadAsync(db => db.CustomerViews.CountAsync(v => v.Reason == "billing")));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public async Task Every_page_is_there_in_both_languages_with_something_on_it_and_without(string language)
    {
        var (ready, blocked) = await TownAsync(language == "en" ? "EN" : "ES");
        var staff = await site.SignedInAsync(Terry);
        await staff.GoAsync($"/language/{language}");
        var desk = await staff.GoAsync("/office/billing");
        var begun = await staff.SubmitAsync(desk, language == "en" ? "Prepare run" : "Preparar corrida");
        var path = begun.Path;

        foreach (var worked in (bool[])[false, true])
        {
            foreach (var page in (string[])["", "?still=true", "/accounts", "/accounts?stuck=true"])
            {
                var shown = await staff.GoAsync($"{path}{page}");
                Assert.Equal(HttpStatusCode.OK, shown.Status);
                Assert.Single(shown.Document.QuerySelectorAll("h1"));
            }

            await WorkAsync();
        }

        foreach (var account in new[] { ready, blocked })
        {
            Assert.Equal(HttpStatusCode.OK, (await staff.GoAsync($"{path}/accounts/{account.Id}")).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await staff.GoAsync($"{path}/accounts/{Guid.NewGuid()}")).Status);
    }

    private Task WorkAsync() => site.AskAsync<CarryBillRuns>(async work =>
    {
        while ((await work.RunAsync(default)).Done > 0)
        {
            // One round after another, as the worker's loop.
        }
    });

    /// <summary>A cycle read today with two accounts: one has carts, the other a meter nobody has read.</summary>
    private async Task<(CustomerAccount Ready, CustomerAccount Blocked)> TownAsync(string cycle)
    {
        var (ready, blocked) = (await site.AccountAsync(), await site.AccountAsync());
        var today = DateOnly.FromDateTime(site.Clock.GetUtcNow().DateTime);
        await site.AskAsync<PortalDbContext>(async db =>
        {
            var rule = new BillingCycle
            {
                Code = cycle, NameEn = $"Cycle {cycle}", NameEs = $"Ciclo {cycle}", ReadDay = today.Day, DaysToBill = 0,
            };
            db.AddRange(rule, new BillingPeriod
            {
                Id = Guid.CreateVersion7(), BillingCycle = cycle, PeriodFrom = today.AddMonths(-1), PeriodTo = today,
                BillOn = today, DueOn = today.AddDays(21),
            });
            db.AddRange(
                [.. Served(ready, UtilityService.Refuse, today), .. Served(blocked, UtilityService.Water, today)]);
            await db.SaveChangesAsync();
            await db.CustomerAccounts.Where(a => a.Id == ready.Id || a.Id == blocked.Id)
                .ExecuteUpdateAsync(a => a.SetProperty(x => x.BillingCycle, cycle));
            await db.Database.ExecuteSqlAsync($"""
                insert into accounting_period (starts_on, state)
                values ({new DateOnly(today.Year, today.Month, 1)}, 'open')
                on conflict (starts_on) do update set state = 'open'
                """);
            await db.Database.ExecuteSqlAsync($"""
                insert into rate_schedule (id, code, effective_on, document, created_at)
                select {Guid.CreateVersion7()}, 'refuse', '2020-01-01', {Rates}::jsonb, now()
                where not exists (select from rate_schedule)
                """);
            await db.Database.ExecuteSqlAsync($"""
                update rate_schedule set state = 'released', released_by = 'city', released_at = now()
                where state = 'draft'
                """);
        });
        return (ready, blocked);
    }

    private static object[] Served(CustomerAccount account, UtilityService service, DateOnly today)
    {
        var point = new ServicePoint
        {
            Id = Guid.CreateVersion7(), PremiseId = account.PremiseId, Service = service, Carts = 1,
            MeterNumber = service == UtilityService.Water ? $"M{account.Number}" : null,
            MeterSize = service == UtilityService.Water ? "3/4\"" : null,
        };
        return
        [
            point,
            new ServiceAgreement
            {
                Id = Guid.CreateVersion7(), CustomerAccountId = account.Id, ServicePointId = point.Id,
                CustomerClass = CustomerClass.Residential, StartsOn = today.AddMonths(-1),
            },
        ];
    }
}
