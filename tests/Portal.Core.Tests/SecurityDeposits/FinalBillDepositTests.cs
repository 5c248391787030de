using Microsoft.EntityFrameworkCore;
using Portal.Core.Money;
using Portal.Core.SecurityDeposits;
using Portal.Core.Tests.Moves;
using Portal.Testing;
using static Portal.Core.Tests.SecurityDeposits.DepositCity;

namespace Portal.Core.Tests.SecurityDeposits;

public sealed class FinalBillDepositTests
{
    [Theory]
    [InlineData(1_00)]
    [InlineData(60_00)]
    public async Task Moving_out_applies_the_deposit_to_the_final_bill_and_leaves_the_rest_as_credit(long cents)
    {
        await using var town = await MovingTown.CreateAsync();
        var account = await town.AccountAsync(1);
        await town.City.TakenAsync(account, cents);

        var move = City.Done(await town.EndAsync(await town.EndingAsync(account)));

        var bill = await town.City.ReadAsync(db => db.Bills.SingleAsync(b => b.Id == move.FinalBillId));
        var closed = await town.AccountAsync(1);
        Assert.Equal(bill.TotalDue - new Usd(cents), closed.Balance);
        Assert.Equal((0L, Usd.Zero),
            (await town.City.LiabilityAsync(), (await town.City.DepositsOfAsync(account)).Held));
        Assert.Equal(closed.Balance.IsNegative, await town.City.ReadAsync(db => db.OfficeTasks
            .AnyAsync(t => t.Kind == "refund_due" && t.CustomerAccountId == account.Id)));
        Assert.Equal(DepositMove.Applied, (await town.City.ReadAsync(db => db.Set<DepositMovement>()
            .SingleAsync(m => m.PaymentId != null))).Kind);
    }

    [Fact]
    public async Task A_move_that_dies_leaves_the_deposit_held_and_the_next_applies_it_once()
    {
        await using var town = await MovingTown.CreateAsync();
        var account = await town.AccountAsync(1);
        await town.City.TakenAsync(account, 60_00);
        var request = await town.EndingAsync(account);

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => town.EndAsync(request));
        dying.Value = false;
        Assert.Equal(new Usd(60_00), (await town.City.DepositsOfAsync(account)).Held);
        City.Done(await town.EndAsync(request));
        City.Done(await town.EndAsync(request));

        Assert.Equal(1, await town.City.ReadAsync(db => db.Set<DepositMovement>()
            .CountAsync(m => m.Kind == DepositMove.Applied)));
        Assert.Equal(0L, await town.City.LiabilityAsync());
    }
}
