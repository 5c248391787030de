using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Delinquency;
using Portal.Core.Delinquency.Orders;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Delinquency.Runs;
using Portal.Core.Money;
using Portal.Core.Notices;
using Portal.Testing;
using Xunit;
using static Portal.Core.Tests.Delinquency.LadderTown;

namespace Portal.Core.Tests.Delinquency;

/// <summary>What the ladder leaves alone, and who may not let it go.</summary>
public sealed class LadderRefusalTests
{
    [Fact]
    public async Task Money_on_its_way_and_unread_news_wait()
    {
        var town = await CreateAsync();
        await using var city = town.City;
        var account = await city.AccountOwingAsync(112.52m);
        await town.WalkToPrintedDayAsync(account);
        await town.ListAsync();
        await using (var news = city.Database.App.CreateCommand("""
            insert into webhook_event (id, type, object_id, created_at, received_at, raw, state, next_at)
            values ('evt_1', 'x', 'y', now(), now(), '', 'waiting', now())
            """))
        {
            await news.ExecuteNonQueryAsync();
        }

        var refused = await town.DispatchAsync((await town.OrderAsync(account)).Id);

        Assert.Equal("Skipped_news_unread", Assert.IsType<Outcome<ShutOffOrder>.Refused>(refused).Refusal.Key);
        Assert.Equal(OrderState.Ready, (await town.OrderAsync(account)).State);
    }

    [Fact]
    public async Task A_little_past_due_is_left_alone()
    {
        var town = await CreateAsync();
        await using var city = town.City;
        var account = await city.AccountOwingAsync(20.00m);
        city.Clock.Advance(TimeSpan.FromDays(40));

        var run = (await town.NightAsync())!.Value;

        Assert.Equal("de_minimis", await SkippedAsync(town, run));
        Assert.Null(await town.CaseAsync(account));
    }

    [Fact]
    public async Task A_pack_is_released_by_another()
    {
        await using var city = await City.CreateAsync();
        var version = City.Done(await city.AskAsync<DraftPack, Outcome<PackVersion>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), city.Today, RulePack.ShippedText("us-ca"), Ann), default)));

        var own = await city.AskAsync<ReleasePack, Outcome<PackRelease>>(act =>
            act.RunAsync(new(version.Id, Ann), default));

        Assert.Equal("Pack_OwnDraft", Assert.IsType<Outcome<PackRelease>.Refused>(own).Refusal.Key);
        Assert.Equal("ck_pack_release_second_person", await city.Database.RuleThatRefusesAsync(
            $"insert into pack_release values ('{version.Id}', 'staff:ann', now())"));
        Assert.Equal("tr_pack_version_append_only", await city.Database.RuleThatRefusesAsync(
            "update pack_version set code = 'us-xx'"));
        Assert.Null(await city.ReadAsync(db => db.PackOnAsync(city.Today, default)));
    }

    private static Task<string?> SkippedAsync(LadderTown town, Guid run) => town.City.ReadAsync(db =>
        db.Set<DelinquencyRunItem>().Where(i => i.RunId == run).Select(i => i.Skipped).SingleAsync());
}
