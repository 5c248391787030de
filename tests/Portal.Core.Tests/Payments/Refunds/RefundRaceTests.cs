using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Refunds;
using Portal.Testing;
using static Portal.Core.Tests.Payments.Refunds.RefundTown;

namespace Portal.Core.Tests.Payments.Refunds;

/// <summary>Two people refund the last ten dollars at once.</summary>
public sealed class RefundRaceTests(RefundTown town) : IClassFixture<RefundTown>
{
    [Fact]
    public async Task Of_two_who_refund_the_last_ten_dollars_one_wins_500_times_of_500()
    {
        var account = await town.OverpaidInCashAsync(10_00);
        for (var round = 0; round < 500; round++)
        {
            var both = await Task.WhenAll(
                Task.Run(() => town.RequestAsync(town.Form(account, 10_00))),
                Task.Run(() => town.RequestAsync(town.Form(account, 10_00) with { By = town.Reviewer })));

            var winner = Assert.Single(both.OfType<Outcome<Refund>.Done>()).Value;
            Assert.Equal("Refund_Nothing", Refused(Assert.Single(both, o => o is Outcome<Refund>.Refused)));
            City.Done(await town.DeclineAsync(winner, town.Supervisor));
        }

        Assert.Equal(new Usd(-10_00), await town.City.BalanceAsync(account));
        await town.City.AssertBooksAsync();
    }

    [Fact]
    public async Task Approved_canceled_and_issued_at_once_it_leaves_once_or_not_at_all()
    {
        for (var round = 0; round < 40; round++)
        {
            var account = await town.OverpaidInCashAsync(10_00);
            var refund = await town.ApprovedAsync(account, 10_00);

            await Task.WhenAll(
                Task.Run(() => town.IssueAsync(refund)), Task.Run(() => town.CancelAsync(refund, town.Asker)),
                Task.Run(() => town.IssueAsync(refund, town.Reconciler)));

            var state = (await town.ReadAsync(refund.Id)).State;
            var balance = await town.City.BalanceAsync(account);
            Assert.True(
                (state == RefundState.Issued && balance.IsZero)
                || (state == RefundState.Canceled && balance == new Usd(-10_00)));
        }

        await town.City.AssertBooksAsync();
    }
}
