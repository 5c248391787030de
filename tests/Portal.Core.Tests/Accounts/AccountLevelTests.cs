using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Access;
using Portal.Core.Common;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts;

/// <summary>Each level may do what the ones before it may, and no more.</summary>
public sealed class AccountLevelTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData(AccountLevel.SeeBills, true, false, false)]
    [InlineData(AccountLevel.Pay, true, true, false)]
    [InlineData(AccountLevel.Full, true, true, true)]
    public async Task A_level_decides_what_is_reached(AccountLevel level, bool sees, bool pays, bool manages)
    {
        var account = await city.AccountAsync();
        var resident = await city.ResidentAsync("Ana", account);
        await city.ReadAsync(db => db.AccountLinks.Where(l => l.UserId == resident.Id)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.Level, level)));

        var reached = await city.ReadAsync(async db => (
            await db.VisibleTo(resident.Id).AnyAsync(), await db.PayableBy(resident.Id).AnyAsync(),
            await db.ManagedBy(resident.Id).AnyAsync()));

        Assert.Equal((sees, pays, manages), reached);
    }

    [Fact]
    public async Task A_link_that_ended_reaches_nothing()
    {
        var account = await city.AccountAsync();
        var resident = await city.ResidentAsync("Ana", account);

        City.Done(await city.AskAsync<EndAccess, Outcome<bool>>(act => act.RunAsync(
            new(new(resident.Id, Guid.Empty), account.Id, LinkId: null), default)));

        Assert.False(await city.ReadAsync(db => db.VisibleTo(resident.Id).AnyAsync()));
    }
}
