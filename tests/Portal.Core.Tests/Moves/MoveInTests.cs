using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Moves;
using Portal.Testing;

namespace Portal.Core.Tests.Moves;

public sealed class MoveInTests
{
    [Fact]
    public async Task A_newcomer_gets_an_account_a_pin_and_every_service_of_the_place()
    {
        await using var town = await MovingTown.CreateAsync();
        var before = await town.AccountAsync(1);
        City.Done(await town.EndAsync(await town.EndingAsync(before)));

        var move = City.Done(await town.StartAsync(await town.StartingAsync(before.PremiseId)));

        var account = await town.City.ReadAsync(
            db => db.CustomerAccounts.SingleAsync(a => a.Id == move.CustomerAccountId));
        Assert.Equal(("5000000005", town.City.Today, BillingTown.Cycle),
            (account.Number, account.OpenedOn, account.BillingCycle));
        Assert.Matches("^[0-9]{6}$", account.Pin);
        Assert.Equal(
            [$"001 2026-10-16 {town.City.Today:yyyy-MM-dd}", $"005 {town.City.Today:yyyy-MM-dd} -"],
            await town.ServedAsync(before.PremiseId));
        Assert.Equal(3, await town.CountAsync("select count(*) from service_agreement where ends_on is null and "
            + $"customer_account_id = '{account.Id}'"));
    }

    [Fact]
    public async Task A_further_premise_is_billed_on_the_one_account_for_its_days()
    {
        await using var town = await MovingTown.CreateAsync();
        var (left, account) = (await town.AccountAsync(1), await town.AccountAsync(2));
        City.Done(await town.EndAsync(await town.EndingAsync(left)));
        City.Done(await town.StartAsync(await town.StartingAsync(left.PremiseId, account)));

        town.City.Clock.Advance(TimeSpan.FromDays(20));
        await town.ReadAsync(town.City.Today, 4);
        await town.BillAsync(town.City.Today);

        Assert.Equal(
            ["30", "20"],
            await town.City.ReadAsync(db => db.Database.SqlQuery<string>($"""
                select (l.to_on - l.from_on)::text as "Value" from bill_line l join bill b on b.id = l.bill_id
                where b.customer_account_id = {account.Id} and l.charge_code = 'REFUSE-CART'
                  and b.period_to = {town.City.Today} order by l.premise_id nulls first
                """).ToListAsync()));
    }

    [Fact]
    public async Task One_of_two_premises_ended_leaves_the_account_open_and_unbilled()
    {
        await using var town = await MovingTown.CreateAsync();
        var (left, account) = (await town.AccountAsync(1), await town.AccountAsync(2));
        City.Done(await town.EndAsync(await town.EndingAsync(left)));
        City.Done(await town.StartAsync(await town.StartingAsync(left.PremiseId, account)));
        town.City.Clock.Advance(TimeSpan.FromDays(5));

        var move = City.Done(await town.EndAsync(await town.EndingAsync(account, left.PremiseId, used: 1)));

        Assert.Equal((false, null), (move.Closes, move.FinalBillId));
        Assert.Null((await town.AccountAsync(2)).ClosedOn);
    }

    [Fact]
    public async Task Eight_at_once_start_once_and_two_newcomers_at_one_place_are_one()
    {
        await using var town = await MovingTown.CreateAsync();
        var left = await town.AccountAsync(1);
        City.Done(await town.EndAsync(await town.EndingAsync(left)));
        var request = await town.StartingAsync(left.PremiseId);
        var other = request with { OperationId = Guid.CreateVersion7() };

        var moves = await Task.WhenAll(
            Enumerable.Range(0, 9).Select(i => town.StartAsync(i < 8 ? request : other)));

        Assert.Equal(1, await town.CountAsync("select count(*) from service_move where kind = 'start'"));
        Assert.Equal(5, await town.CountAsync("select count(*) from customer_account"));
        Assert.Contains(moves, m => m is Outcome<ServiceMove>.Done);
        Assert.All(
            moves.OfType<Outcome<ServiceMove>.Refused>(), m => Assert.Equal("Move_Occupied", m.Refusal.Key));
    }

    [Fact]
    public async Task Killed_before_the_commit_it_leaves_nothing_and_then_starts_once()
    {
        await using var town = await MovingTown.CreateAsync();
        var left = await town.AccountAsync(1);
        City.Done(await town.EndAsync(await town.EndingAsync(left)));
        var request = await town.StartingAsync(left.PremiseId);

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => town.StartAsync(request));
        dying.Value = false;
        Assert.Equal(4, await town.CountAsync("select count(*) from customer_account"));
        City.Done(await town.StartAsync(request));
        City.Done(await town.StartAsync(request));

        Assert.Equal(5, await town.CountAsync("select count(*) from customer_account"));
    }

    [Fact]
    public async Task Every_reason_is_said_at_once()
    {
        await using var town = await MovingTown.CreateAsync();
        var left = await town.AccountAsync(1);
        var request = await town.StartingAsync(left.PremiseId) with
        {
            StartsOn = town.City.Today.AddDays(1),
            Reads = [],
            BillingCycle = "C9",
            Source = null,
            Application = null,
            NewCustomer = new("", Portal.Core.Accounts.CustomerKind.Residential, "en", "not an address", null,
                new("", null, "", "", "", "US")),
        };

        Assert.Equal(
            [
                "Move_InFuture", "Move_SourceMissing", "Move_Occupied", "Move_NameMissing", "Address_StreetMissing",
                "Address_StateUnknown", "Address_ZipWrong", "Move_EmailWrong",
                "Move_CycleMissing", "Open_OccupancyMissing", "Open_IdentityMissing", "Open_IdentityNoteMissing",
                "Open_DepositMissing", "Move_ReadMissing",
            ],
            MovingTown.Refused(await town.StartAsync(request)));
    }

    [Fact]
    public async Task What_is_billed_already_is_not_begun_again()
    {
        await using var town = await MovingTown.CreateAsync();
        var (left, account) = (await town.AccountAsync(1), await town.AccountAsync(2));
        var last = town.City.Today.AddDays(-10);
        City.Done(await town.EndAsync(await town.EndingAsync(left) with { EndsOn = last, Reads = [] }));
        var request = await town.StartingAsync(left.PremiseId, account);

        Assert.Equal(
            ["Move_Occupied", "Move_StartsInBilled", "Move_ReadMissing"],
            MovingTown.Refused(await town.StartAsync(request with { StartsOn = last.AddDays(-1), Reads = [] })));
        City.Done(await town.StartAsync(request with { StartsOn = last, Reads = [] }));
    }
}
