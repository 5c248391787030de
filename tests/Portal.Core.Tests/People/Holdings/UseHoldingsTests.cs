using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.People;
using Portal.Core.People.Holdings;
using Portal.Testing;

namespace Portal.Core.Tests.People.Holdings;

/// <summary>Of what a meter tells, a person gets what is theirs: not the next customer's, nor who is away.</summary>
public sealed class UseHoldingsTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task The_use_of_the_day_on_which_the_next_customer_begins_is_theirs()
    {
        var home = await MeteredHome.InAsync(city);
        await home.HoursAsync(new(2026, 11, 1), new(2026, 11, 10), 0m, 0.01m);
        await home.RunAsync(
            $"update service_agreement set ends_on = '2026-11-05' where customer_account_id = '{home.Account.Id}'");
        var user = await city.ResidentAsync("Ana", home.Account);

        Assert.Equal(4, await RowsAsync(user, "use-by-interval"));
    }

    [Theory]
    [InlineData(AccountLevel.Full, 2)]
    [InlineData(AccountLevel.Pay, 1)]
    [InlineData(AccountLevel.SeeBills, 1)]
    public async Task That_nobody_is_at_home_is_told_to_who_manages_the_account(AccountLevel level, long rows)
    {
        var home = await MeteredHome.InAsync(city);
        foreach (var kind in new[] { "leak", "away_use" })
        {
            await home.RunAsync($"""
                insert into use_alert (id, customer_account_id, service_point_id, kind, first_day, last_day, used,
                  usual, unit, found_at)
                values (gen_random_uuid(), '{home.Account.Id}', '{home.PointId}', '{kind}', '2026-11-01',
                  '2026-11-02', 1, 0, 'CCF', now())
                """);
        }

        var user = await city.ResidentAsync("Ana", home.Account);
        await city.ReadAsync(db => db.AccountLinks.Where(l => l.UserId == user.Id)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.Level, level)));

        Assert.Equal(rows, await RowsAsync(user, "use-alerts"));
    }

    private async Task<long> RowsAsync(PortalUser user, string table) => (await city.ReadAsync(async db =>
        await (await HoldingsTables.OfAsync(db, user.Id, default)).CountAsync(db, default)))
        .Single(c => c.Name == table).Rows;
}
