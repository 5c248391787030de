using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Core.Requests.Disputes;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Core.Tests.Payments.Returns;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Staff;

/// <summary>Own accounts and the household's are for somebody else, and what was seen is what is approved.</summary>
public sealed class OwnAccountTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task An_account_at_the_premise_of_ones_own_is_the_households()
    {
        var (mine, other) = (await city.AccountAsync(), await city.AccountAsync());
        var owner = Actor.Staff((await city.ResidentAsync("Owner", mine)).Id);
        await using var source = NpgsqlDataSource.Create(city.Database.OwnerConnectionString);
        await using var move = source.CreateCommand($"""
            alter table customer_account disable trigger tr_customer_account_moves_by_transfer;
            update customer_account set premise_id = '{mine.PremiseId}' where id = '{other.Id}';
            alter table customer_account enable trigger tr_customer_account_moves_by_transfer;
            """);
        await move.ExecuteNonQueryAsync();

        Assert.True(await city.ReadAsync(db => db.IsOwnAccountAsync(owner, mine.Id, default)));
        Assert.True(await city.ReadAsync(db => db.IsOwnAccountAsync(owner, other.Id, default)));
        Assert.False(await city.ReadAsync(db => db.IsOwnAccountAsync(Actor.System, mine.Id, default)));
        Assert.False(await city.ReadAsync(async db => await db.IsOwnAccountAsync(
            owner, (await city.AccountAsync()).Id, default)));
    }

    [Fact]
    public async Task Nobody_approves_for_their_own_account_not_even_in_the_table()
    {
        var account = await city.AccountOwingAsync(200.00m);
        var owner = Actor.Staff((await city.ResidentAsync("Owner", account)).Id);
        var waiting = City.Done(await city.AdjustAsync(
            await city.AdjustmentAsync(account, Side.Credit, 80_00))).Waiting!;

        Assert.Equal("Approval_OwnAccount", AdjustingCity.Refused(
            await city.DecideAsync(waiting.Id, Decision.Approved, owner)));
        Assert.Equal("ck_approval_decision_own_account", await PokeAsync($"""
            insert into approval_decision (request_id, decision, note, decided_by, decided_at)
            values ('{waiting.Id}', 'approved', '', '{owner.Name}', now())
            """));
        Assert.Equal("ck_approval_request_own_account", await PokeAsync($"""
            insert into approval_request select (jsonb_populate_record(r,
              '{Json("id", $"{Guid.NewGuid()}", "asked_by", owner.Name)}')).* from approval_request r
            where id = '{waiting.Id}'
            """));
    }

    [Fact]
    public async Task Nobody_corrects_their_own_account_in_the_table()
    {
        var account = await city.AccountOwingAsync(60.00m);
        var owner = Actor.Staff((await city.ResidentAsync("Owner", account)).Id);
        City.Done(await city.AdjustAsync(await city.AdjustmentAsync(account, Side.Credit, 5_00)));

        Assert.Equal("ck_adjustment_own_account", await PokeAsync($"""
            insert into adjustment select (jsonb_populate_record(a,
              '{Json("id", $"{Guid.NewGuid()}", "posted_by", owner.Name)}')).* from adjustment a
            where customer_account_id = '{account.Id}'
            """));
    }

    [Fact]
    public async Task Nobody_returns_a_payment_or_lifts_a_restriction_of_their_own_in_the_table()
    {
        var account = await city.AccountOwingAsync(60.00m);
        var owner = Actor.Staff((await city.ResidentAsync("Owner", account)).Id);
        var payment = await city.PayAsync(account, new Usd(60_00));
        City.Done(await city.ReturnAsync(ReturningCity.ReturnOf(city, payment)));

        Assert.Equal("ck_returned_payment_own_account", await PokeAsync($"""
            insert into returned_payment select (jsonb_populate_record(r,
              '{Json("recorded_by", owner.Name)}')).* from returned_payment r where payment_id = '{payment.Id}'
            """));
        Assert.Equal("ck_payment_restriction_own_account", await PokeAsync($"""
            update payment_restriction set lifted_by = '{owner.Name}', lifted_at = now(), lift_reason = 'mine'
            where payment_id = '{payment.Id}'
            """));
    }

    [Fact]
    public async Task Nobody_decides_their_own_dispute_not_even_in_the_table()
    {
        var account = await city.AccountOwingAsync(80.00m);
        var owner = await city.ResidentAsync("Owner", account);
        var bill = await city.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == account.Id));
        var request = City.Done(await city.AskAsync<OpenDispute, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), owner.Id, bill.Id, [1], "I was away.", []), default)));

        Assert.Equal("Approval_OwnAccount", AdjustingCity.Refused(
            await city.AskAsync<DecideDispute, Outcome<DisputeDecision>>(act => act.RunAsync(
                new(Guid.CreateVersion7(), request.Id, DisputeRuling.Upheld, "Quite so.", owner.Id), default))));
        Assert.Equal("ck_dispute_decision_own_account", await PokeAsync($"""
            insert into dispute_decision (request_id, ruling, pay_by, decided_at, decided_by)
            values ('{request.Id}', 'upheld', '2099-01-01', now(), '{Actor.Staff(owner.Id).Name}')
            """));
    }

    [Fact]
    public async Task A_balance_that_changed_since_it_was_seen_is_refused_and_said()
    {
        var account = await city.AccountOwingAsync(200.00m);
        var waiting = City.Done(await city.AdjustAsync(
            await city.AdjustmentAsync(account, Side.Credit, 80_00))).Waiting!;

        Assert.Equal("Approval_Changed", AdjustingCity.Refused(
            await city.DecideAsync(waiting.Id, Decision.Approved, seen: new Usd(199_99))));
        City.Done(await city.DecideAsync(waiting.Id, Decision.Approved, seen: new Usd(200_00)));
    }

    private static string Json(params string[] pairs) =>
        "{" + string.Join(", ", pairs.Chunk(2).Select(p => $"\"{p[0]}\": \"{p[1]}\"")) + "}";

    private async Task<string?> PokeAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(city.Database.OwnerConnectionString);
        await using var command = source.CreateCommand(sql);
        return (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName;
    }
}
