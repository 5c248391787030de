using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;
using Xunit;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Billing.LateCharges;

/// <summary>A hold ends with a reason, once, and what it covered may be charged from the next day on.</summary>
public sealed class LiftHoldTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task Today_is_its_last_day_and_who_lifted_it_stays()
    {
        var (account, hold) = await HeldAsync();

        Assert.Equal("Adjust_NoteMissing", Refused(await LiftAsync(account, hold.Id, " ")));
        var lifted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LiftAsync(account, hold.Id, "Settled")));

        Assert.All(lifted, l => Assert.Equal(city.Today, City.Done(l).EndsOn));
        var end = await city.ReadAsync(db => db.Set<AccountHoldEnd>().SingleAsync(e => e.HoldId == hold.Id));
        Assert.Equal(("Settled", Technician.Name), (end.Reason, end.EndedBy));
    }

    [Fact]
    public async Task A_hold_of_another_account_and_one_that_has_ended_are_refused()
    {
        var (account, hold) = await HeldAsync(endsOn: city.Today.AddDays(-1));
        var (_, other) = await HeldAsync();

        Assert.Equal("Hold_HasEnded", Refused(await LiftAsync(account, hold.Id, "x")));
        Assert.Equal("Hold_NotFound", Refused(await LiftAsync(account, other.Id, "x")));
    }

    [Theory]
    [InlineData("ck_account_hold_end_recorded", "update account_hold set ends_on = '2030-01-01' where ends_on is null")]
    [InlineData("ck_account_hold_end_reason", """
        insert into account_hold_end (hold_id, ends_on, reason, ended_by, ended_at)
        select id, '2030-01-01', ' ', 'a', now() from account_hold limit 1
        """)]
    public async Task The_table_asks_why(string rule, string sql)
    {
        await HeldAsync();
        await using var command = city.Database.App.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    [Fact]
    public async Task Not_even_the_owner_changes_an_end()
    {
        var (account, hold) = await HeldAsync();
        City.Done(await LiftAsync(account, hold.Id, "Settled"));
        await using var owner = NpgsqlDataSource.Create(city.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand("delete from account_hold_end");

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal("tr_account_hold_end_append_only", fault.ConstraintName);
    }

    private async Task<(CustomerAccount Account, AccountHold Hold)> HeldAsync(DateOnly? endsOn = null)
    {
        var account = await city.AccountAsync();
        var hold = City.Done(await city.AskAsync<PlaceHold, Outcome<AccountHold>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, null, HoldKind.Dispute, "Disputed", city.Today.AddDays(-9), endsOn,
                Technician),
            default)));
        return (account, hold);
    }

    private Task<Outcome<AccountHold>> LiftAsync(CustomerAccount account, Guid hold, string reason) =>
        city.AskAsync<LiftHold, Outcome<AccountHold>>(
            act => act.RunAsync(new(account.Id, hold, reason, Technician), default));
}
