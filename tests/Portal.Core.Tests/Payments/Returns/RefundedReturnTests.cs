using Microsoft.EntityFrameworkCore;
using Portal.Core.Money;
using Portal.Core.Payments.Returns;
using Portal.Core.Tests.Payments.Refunds;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.Returns;

/// <summary>A payment that comes back after some of it was refunded is left to the office whole.</summary>
public sealed class RefundedReturnTests(RefundTown town) : IClassFixture<RefundTown>
{
    private City City => town.City;

    [Fact]
    public async Task Of_an_item_that_paid_two_accounts_nothing_is_taken_back_when_one_was_refunded()
    {
        var (operation, trace) = (Guid.CreateVersion7(), "091400600000311");
        var (one, two) = (await City.AccountOwingAsync(40.00m), await City.AccountOwingAsync(40.00m));
        Core.Accounts.CustomerAccount[] accounts = [.. new[] { one, two }.OrderBy(a => a.Id)];
        var first = await City.DebitAsync(accounts[0], 40_00, trace, operation);
        await City.DebitAsync(accounts[1], 100_00, trace, operation);
        City.Clock.Advance(TimeSpan.FromDays(20));
        var refund = await town.IssuedAsync(accounts[1], 60_00, byCheck: true);

        var file = await City.CheckAsync(NachaText.Of(new NachaText.Row("R01", trace, 140_00)));
        City.Done(await City.ConfirmAsync(file));
        while (await City.BookAsync() > 0)
        {
        }

        var row = Assert.Single(await City.RowsAsync(file));
        Assert.Equal((BankRowOutcome.Unmatched, "Payment_WasRefunded"), (row.Outcome, row.Why));
        Assert.Equal((Usd.Zero, Usd.Zero),
            (await City.BalanceAsync(accounts[0]), await City.BalanceAsync(accounts[1])));
        Assert.False(await City.ReadAsync(db => db.PaymentReversals.AnyAsync(r => r.PaymentId == first.Id)));
        Assert.Contains($"60.00 of it was refunded by {refund.Reference}", await City.ReadAsync(db => db.OfficeTasks
            .Where(t => t.DedupeKey == $"return_refunded:{row.Id}").Select(t => t.Detail).SingleAsync()));
        await City.AssertBooksAsync();
    }
}
