using Microsoft.EntityFrameworkCore;
using Portal.Core.Money;
using Portal.Testing;
using static Portal.Core.Tests.SecurityDeposits.DepositCity;

namespace Portal.Core.Tests.SecurityDeposits;

/// <summary>What a customer is told of their deposit.</summary>
public sealed class TellOfDepositTests
{
    [Fact]
    public async Task Asked_for_taken_and_given_back_are_told_once_each_with_the_amount()
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountAsync(email: "rosa@example.com");
        var demand = City.Done(await city.DemandAsync(DemandOf(account, 150_00)));
        var taking = DepositOf(account, 150_00, demand.Id);
        var deposit = City.Done(await city.TakeAsync(taking));
        await city.TakeAsync(taking);
        await city.PassAsync(400);
        City.Done(await city.ReturnAsync(ReturnOf(deposit)));

        var mails = await city.ReadAsync(db => db.OutboxMails.OrderBy(m => m.CreatedAt)
            .Select(m => new { m.Kind, m.Subject, m.Text }).ToListAsync());

        Assert.Equal(["deposit_demanded", "deposit_taken", "deposit_returned"], mails.Select(m => m.Kind));
        Assert.Equal("We received your security deposit of $150.00", mails[1].Subject);
        Assert.Contains("$153.29, interest included", mails[2].Text, StringComparison.Ordinal);
        Assert.All(mails, m => Assert.Contains("/my/deposits", m.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_has_no_address_is_written_to_by_the_office()
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountAsync();

        City.Done(await city.DemandAsync(DemandOf(account, 80_00)));
        await city.TakenAsync(await city.AccountAsync(), 20_00);

        Assert.Empty(await city.ReadAsync(db => db.OutboxMails.ToListAsync()));
        var task = await city.ReadAsync(db => db.OfficeTasks.SingleAsync());
        Assert.Equal(("deposit_demanded", account.Id), (task.Kind, task.CustomerAccountId));
        Assert.Contains($"{new Usd(80_00)}", task.Detail, StringComparison.Ordinal);
    }
}
