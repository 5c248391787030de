using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.SecurityDeposits;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Web.Tests.My;

/// <summary>What a resident sees of their security deposits.</summary>
public sealed class DepositsPageTests(PayingSite site) : IClassFixture<PayingSite>
{
    private static readonly Actor Technician = new("staff:00000000-0000-0000-0000-00000000000a");

    [Theory]
    [InlineData("en", "We received it", "at most 2 bills of the last 12 months were paid late")]
    [InlineData("es", "Lo recibimos", "a lo sumo 2 facturas de los últimos 12 meses se hayan pagado tarde")]
    public async Task A_deposit_its_history_and_when_it_goes_back_are_shown(string language, string taken, string rule)
    {
        var account = await site.City.AccountAsync();
        City.Done(await site.City.AskAsync<TakeDeposit, Outcome<SecurityDeposit>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, null, new Usd(75_00), Tender.Check, "1044", Technician), default)));
        var browser = await site.SignInAsync(await site.UserAsync(account), language);

        var payments = await browser.GoAsync("/my/payments");
        Assert.NotNull(payments.Document.QuerySelector("main a[href='/my/deposits']"));
        var page = await browser.GoAsync("/my/deposits");

        Assert.Contains("$75.00", page.Text, StringComparison.Ordinal);
        Assert.Contains(taken, page.Text, StringComparison.Ordinal);
        Assert.Contains(rule, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_asked_for_is_named_and_no_other_customers_is_seen()
    {
        var (asked, other) = (await site.City.AccountAsync(), await site.City.AccountAsync());
        foreach (var account in new[] { asked, other })
        {
            City.Done(await site.City.AskAsync<DemandDeposit, Outcome<DepositDemand>>(act => act.RunAsync(
                new(Guid.CreateVersion7(), account.Id, DepositCause.CutOff, new Usd(account == asked ? 61_00 : 62_00),
                    "Order 12", Technician), default)));
        }

        var browser = await site.SignInAsync(await site.UserAsync(asked));
        var page = await browser.GoAsync("/my/deposits");

        Assert.Contains("We ask for a deposit of $61.00", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("$62.00", page.Text, StringComparison.Ordinal);
        var home = await browser.GoAsync("/my");
        Assert.Contains("A security deposit of $61.00 is asked for.", home.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_none_is_told_so_and_is_not_sent_there()
    {
        var browser = await site.SignInAsync(await site.UserAsync(await site.City.AccountAsync()));

        Assert.Contains("We hold no deposit of yours", (await browser.GoAsync("/my/deposits")).Text,
            StringComparison.Ordinal);
        Assert.Null((await browser.GoAsync("/my/payments")).Document.QuerySelector("main a[href='/my/deposits']"));
    }
}
