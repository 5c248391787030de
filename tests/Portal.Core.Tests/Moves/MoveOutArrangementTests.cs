using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;
using Portal.Testing;

namespace Portal.Core.Tests.Moves;

/// <summary>Who moves out while paying by an arrangement keeps its days (decision 37).</summary>
public sealed class MoveOutArrangementTests
{
    [Fact]
    public async Task An_arrangement_goes_on_to_its_days_and_the_customer_is_told_which_are_left()
    {
        await using var town = await MovingTown.CreateAsync();
        await town.City.AllowAsync("""{"plan": {"least_owed_cents": 100, "least_installment_cents": 100}}""");
        var account = await town.AccountAsync(1);
        City.Done(await town.City.ArrangeAsync(account, months: 3));
        var agreed = await town.City.ArrangementAsync(account);

        var move = City.Done(await town.EndAsync(await town.EndingAsync(account)));
        await town.City.FollowAsync();

        Assert.True(move.Closes);
        Assert.Equal(ArrangementState.Active, (await town.City.ArrangementAsync(account)).State);
        var letter = await town.City.ReadAsync(db => db.OfficeTasks.Where(t => t.CustomerAccountId == account.Id
            && t.Detail.Contains("goes on")).Select(t => t.Detail).ToListAsync());
        var mail = await town.City.ReadAsync(db => db.OutboxMails.Where(m => m.CustomerAccountId == account.Id
            && m.Kind == "arrangement_goes_on").Select(m => m.Text).ToListAsync());
        var told = Assert.Single(letter.Concat(mail));
        Assert.All(agreed.Installments, i => Assert.Contains($"{i.Amount}", told, StringComparison.Ordinal));
        var final = await town.City.ReadAsync(db => db.Bills.SingleAsync(b => b.Id == move.FinalBillId));
        Assert.Equal(
            agreed.Covered, await town.City.ReadAsync(db => db.Set<BillWait>().Where(w => w.BillId == final.Id)
                .Select(w => w.Arranged).SingleAsync()));
        Assert.Equal(Usd.Zero, await town.City.LateAsync(account));
    }
}
