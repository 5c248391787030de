using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Delinquency;
using Portal.Core.Delinquency.Orders;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Money;
using Portal.Core.Notices;
using Portal.Testing;
using Xunit;
using static Portal.Core.Tests.Delinquency.LadderTown;

namespace Portal.Core.Tests.Delinquency;

/// <summary>
/// Whatever happens in whatever order, nothing is dispatched whose notices, days, hours and holds the pack does not
/// allow: by the acts, and by whoever goes round them to the table.
/// </summary>
public sealed class SafetyPropertyTests
{
    [Theory]
    [InlineData("us-ca", 1)]
    [InlineData("us-ca-roseville", 2)]
    [InlineData("us-wi", 3)]
    public async Task No_sequence_of_events_dispatches_what_the_pack_does_not_allow(string pack, int seed)
    {
        var town = await CreateAsync(pack);
        await using var city = town.City;
        var random = new Random(seed);
        var accounts = new List<CustomerAccount>();
        for (var i = 0; i < 4; i++) { accounts.Add(await city.AccountOwingAsync(80.00m + i)); }

        var owner = await town.OwnerAsync();
        city.Clock.Advance(TimeSpan.FromDays(22));
        for (var day = 0; day < 110; day++)
        {
            await town.NightAsync();
            for (var i = random.Next(3); i > 0; i--)
            {
                await SomethingAsync(town, accounts[random.Next(accounts.Count)], owner, random);
            }

            await town.ListAsync();
            await TryAllAsync(town, random);
            city.Clock.Advance(TimeSpan.FromHours(random.Next(10, 30)));
        }

        await AssertLawfulAsync(town, pack);
    }

    private static async Task SomethingAsync(LadderTown town, CustomerAccount account, Guid owner, Random random)
    {
        switch (random.Next(12))
        {
            case < 6:
                await town.ContactAsync(account, (ContactResult)random.Next(3));
                break;
            case < 8:
                await town.City.AskAsync<PlaceShutOffHold, Outcome<ShutOffHold>>(act => act.RunAsync(
                    new(Guid.CreateVersion7(), account.Id, ShutOffHoldKind.Appeal, "An appeal.", owner,
                        town.City.Today, Ann), default));
                break;
            case < 10:
                foreach (var hold in await town.City.ReadAsync(db => db.Set<ShutOffHold>()
                    .Where(h => h.EndedAt == null).Select(h => h.Id).ToListAsync()))
                {
                    await town.City.AskAsync<EndShutOffHold, Outcome<ShutOffHold>>(act =>
                        act.RunAsync(new(hold, Ann), default));
                }

                break;
            case 10:
                await town.City.PayAsync(account, new Usd(random.Next(1, 30_00)));
                break;
            default:
                await town.City.BillAsync(account, new Usd(40_00));
                break;
        }
    }

    /// <summary>Half by the act, half straight at the table; both must say the same.</summary>
    private static async Task TryAllAsync(LadderTown town, Random random)
    {
        var ready = await town.City.ReadAsync(db => db.Set<ShutOffOrder>().AsNoTracking()
            .Where(o => o.State == OrderState.Ready).ToListAsync());
        foreach (var order in ready)
        {
            var at = town.City.Today.ToDateTime(new TimeOnly(random.Next(24), random.Next(60)));
            var open = await town.City.ReadAsync(db => db.Set<DelinquencyCase>().AsNoTracking()
                .SingleAsync(c => c.Id == order.CaseId));
            var acts = await town.City.ReadAsync(db => RetestAtDispatch.RunAsync(db, open, at, default));
            await using var table = town.City.Database.App.CreateCommand("select shut_off_why_not($1, $2)");
            table.Parameters.Add(new() { Value = order.CaseId });
            table.Parameters.Add(new() { Value = at, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Timestamp });
            var why = await table.ExecuteScalarAsync() as string;
            Assert.True(
                (why is null) == (acts.Count == 0),
                $"{at}: the table says {why}, acts {string.Join(' ', acts)}");
            if (random.Next(2) == 0)
            {
                await town.DispatchAsync(order.Id);
            }
            else
            {
                await ForceAsync(town, order.Id, at);
            }
        }
    }

    private static async Task ForceAsync(LadderTown town, Guid order, DateTime at)
    {
        await using var table = town.City.Database.App.CreateCommand(
            "update shut_off_order set state = 'dispatched', dispatched_at_city = $2 where id = $1");
        table.Parameters.Add(new() { Value = order });
        table.Parameters.Add(new() { Value = at, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Timestamp });
        try
        {
            await table.ExecuteNonQueryAsync();
        }
        catch (PostgresException refused)
        {
            Assert.Equal("ck_shut_off_order_allowed", refused.ConstraintName);
        }
    }

    /// <summary>Read from the letters and the log, in words of its own.</summary>
    private static async Task AssertLawfulAsync(LadderTown town, string pack)
    {
        var ladder = RulePack.Read(RulePack.ShippedText(pack)).Ladders[0];
        var sent = await town.City.ReadAsync(db => db.Set<ShutOffOrder>().AsNoTracking()
            .Where(o => o.DispatchedAtCity != null).ToListAsync());
        foreach (var order in sent)
        {
            var at = order.DispatchedAtCity!.Value;
            var open = await town.City.ReadAsync(db => db.Set<DelinquencyCase>().AsNoTracking()
                .SingleAsync(c => c.Id == order.CaseId));
            var steps = (await town.StepsAsync(open.Id)).Where(s => s.AtCity <= at).ToList();
            var notice = steps.Last(s => s.Event == CaseEvent.Notice);
            var letter = await town.City.ReadAsync(db => db.Set<Notice>().AsNoTracking()
                .SingleAsync(n => n.Id == notice.NoticeId));
            Assert.True(DateOnly.FromDateTime(at).DayNumber - open.DueOn.DayNumber > ladder.DelinquentDays);
            Assert.True(DateOnly.FromDateTime(at).DayNumber - letter.Day.DayNumber
                >= ladder.Step(StepKind.Disconnection)!.NoticeDays);
            Assert.Contains((int)at.DayOfWeek, ladder.ShutOff.Weekdays);
            Assert.InRange(TimeOnly.FromDateTime(at), ladder.ShutOff.From, ladder.ShutOff.Until);
            Assert.Contains(steps.Where(s => s.No > notice.No), s =>
                s.Event == CaseEvent.Reach && s.AtCity.AddHours(24) <= at
                || s.Event == CaseEvent.Post && s.AtCity.AddHours(48) <= at);
        }
    }
}
