using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Moves;
using Portal.Testing;

namespace Portal.Core.Tests.Moves;

/// <summary>An account goes from one place to another in one act.</summary>
public sealed class TransferToPremiseTests
{
    [Fact]
    public async Task The_account_goes_on_at_the_new_place_and_pays_for_the_days_of_both()
    {
        await using var town = await MovingTown.CreateAsync();
        var (place, account) = (await town.VacantAsync(), await town.AccountAsync(2));
        var from = account.PremiseId;

        var move = City.Done(await town.TransferAsync(await AskingAsync(town, account, place)));

        var after = await town.AccountAsync(2);
        Assert.Equal((place, null, account.Balance), (after.PremiseId, after.ClosedOn, after.Balance));
        Assert.Equal((false, null, from), (move.Closes, move.FinalBillId, move.PremiseId));
        Assert.EndsWith(" -", (await town.ServedAsync(place))[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(await town.ServedAsync(from), s => s.EndsWith(" -", StringComparison.Ordinal));
        Assert.Equal(1, await town.CountAsync("select count(*) from service_move where transfer_id is not null"));
        Assert.Equal(1, await town.CountAsync("select count(*) from office_task where kind = 'letter_by_post' "
            + "and detail like '%has moved to%'")
            + await town.CountAsync("select count(*) from outbox_mail where kind = 'service_transferred'"));
        town.City.Clock.Advance(TimeSpan.FromDays(20));
        await town.ReadAsync(town.City.Today, 4);
        await town.BillAsync(town.City.Today);
        Assert.Equal(
            ["10", "20"],
            await town.City.ReadAsync(db => db.Database.SqlQuery<string>($"""
                select (l.to_on - l.from_on)::text as "Value" from bill_line l join bill b on b.id = l.bill_id
                where b.customer_account_id = {account.Id} and l.charge_code = 'REFUSE-CART'
                  and b.period_to = {town.City.Today} order by l.from_on
                """).ToListAsync()));
    }

    [Fact]
    public async Task The_reasons_of_both_ends_are_said_at_once_and_nothing_is_done()
    {
        await using var town = await MovingTown.CreateAsync();
        var (taken, account) = (await town.AccountAsync(3), await town.AccountAsync(2));
        var asking = await AskingAsync(town, account, taken.PremiseId);
        asking = asking with { End = asking.End with { Forwarding = null, Reads = [] } };

        Assert.Equal(
            ["Move_Occupied", "Move_ForwardingMissing", "Move_ReadMissing"],
            MovingTown.Refused(await town.TransferAsync(asking)));
        Assert.Equal(
            ["Transfer_SamePlace"],
            MovingTown.Refused(await town.TransferAsync(await AskingAsync(town, account, account.PremiseId))));

        Assert.Equal(0, await town.CountAsync("select count(*) from service_move"));
    }

    [Fact]
    public async Task What_stands_in_the_way_of_the_end_undoes_the_start()
    {
        await using var town = await MovingTown.CreateAsync();
        var (place, account) = (await town.VacantAsync(), await town.AccountAsync(2));
        var asking = await AskingAsync(town, account, place);

        Assert.Equal(
            ["Move_ForwardingTwice"],
            MovingTown.Refused(await town.TransferAsync(asking with { End = asking.End with { MailStays = true } })));

        Assert.Equal(0, await town.CountAsync("select count(*) from service_move where kind = 'start'"));
        Assert.Equal(account.PremiseId, (await town.AccountAsync(2)).PremiseId);
    }

    [Fact]
    public async Task Eight_at_once_and_two_who_go_where_the_other_leaves_move_once_without_deadlock()
    {
        await using var town = await MovingTown.CreateAsync();
        var (place, account) = (await town.VacantAsync(), await town.AccountAsync(2));
        var asking = await AskingAsync(town, account, place);

        var moves = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => town.TransferAsync(asking)));

        Assert.All(moves, m => City.Done(m));
        Assert.Equal(1, await town.CountAsync("select count(*) from service_move where kind = 'start'"));
        var (one, other) = (await town.AccountAsync(3), await town.AccountAsync(4));
        var crossed = await Task.WhenAll(
            town.TransferAsync(await AskingAsync(town, one, other.PremiseId)),
            town.TransferAsync(await AskingAsync(town, other, one.PremiseId)));
        Assert.All(crossed, m => Assert.Equal(["Move_Occupied"], MovingTown.Refused(m)));
    }

    [Fact]
    public async Task Killed_before_the_commit_nothing_moved_and_then_it_moves_once()
    {
        await using var town = await MovingTown.CreateAsync();
        var (place, account) = (await town.VacantAsync(), await town.AccountAsync(2));
        var asking = await AskingAsync(town, account, place);

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => town.TransferAsync(asking));
        dying.Value = false;
        Assert.Equal(account.PremiseId, (await town.AccountAsync(2)).PremiseId);
        City.Done(await town.TransferAsync(asking));
        City.Done(await town.TransferAsync(asking));

        Assert.Equal(1, await town.CountAsync("select count(*) from service_move where transfer_id is not null"));
        Assert.Equal("ux_service_move_transfer", await town.City.Database.RuleThatRefusesAsync("""
            insert into service_move select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid()))).*
            from service_move m where m.transfer_id is not null
            """));
        Assert.Equal("ck_customer_account_moves_by_transfer", await town.City.Database.RuleThatRefusesAsync(
            $"update customer_account set premise_id = '{account.PremiseId}' where id = '{account.Id}'"));
    }

    private static async Task<TransferToPremise.Request> AskingAsync(
        BillingTown town, CustomerAccount account, Guid place) => new(
        await town.StartingAsync(place, account), await town.EndingAsync(account));
}
