using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Billing;

public sealed class IssueBillTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_bill_carries_what_was_owed_what_was_paid_and_what_is_new()
    {
        var account = await city.AccountAsync();
        await city.BillAsync(account, new Usd(80_00));
        await city.PayAsync(account, new Usd(50_00));

        var bill = await city.BillAsync(account, new Usd(25_00));

        Assert.Equal(
            [80_00, 50_00, 0, 25_00, 55_00],
            [
                bill.PreviousBalance.Cents, bill.Payments.Cents, bill.Adjustments.Cents, bill.NewCharges.Cents,
                bill.TotalDue.Cents,
            ]);
    }

    [Fact]
    public async Task Eight_runs_of_one_period_at_once_issue_one_bill()
    {
        var account = await city.AccountAsync();

        var bills = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => IssueAsync(account)));

        Assert.Single(bills.Select(b => City.Done(b).Id).Distinct());
        Assert.Equal(new Usd(12_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task A_closed_account_is_refused()
    {
        var account = await city.AccountAsync();
        await city.ReadAsync(db => db.CustomerAccounts.Where(a => a.Id == account.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.ClosedOn, city.Today)));

        var outcome = await IssueAsync(account);

        Assert.Equal("Account_Closed", Assert.IsType<Outcome<Bill>.Refused>(outcome).Refusal.Key);
    }

    [Fact]
    public async Task The_customer_is_told_once_when_there_is_an_address()
    {
        var account = await city.AccountAsync("Rosa Delgado", "rosa@example.com");

        var bill = await city.BillAsync(account, new Usd(80_00));
        await city.BillAsync(await city.AccountAsync("No Mail"), new Usd(80_00));

        var mail = await city.ReadAsync(db => db.OutboxMails.SingleAsync(m => m.Kind == "bill_ready"));
        Assert.Equal("rosa@example.com", mail.ToAddress);
        Assert.Contains($"/my/bills/{bill.Id}", mail.Text, StringComparison.Ordinal);
    }

    private Task<Outcome<Bill>> IssueAsync(CustomerAccount account) =>
        city.AskAsync<IssueBill, Outcome<Bill>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, new DateOnly(2026, 10, 1), new DateOnly(2026, 11, 1),
                city.Today.AddDays(21),
                [
                    new("refuse_cart", ChargeKind.Service, UtilityService.Refuse, 1, "carts", new Usd(12_00), "530",
                        "4030", "{}"),
                ],
                [], Actor.System),
            default));
}
