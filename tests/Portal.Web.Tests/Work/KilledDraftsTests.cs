using System.Globalization;
using Portal.Core.Jobs;
using Portal.Sandbox;
using Portal.Testing;

namespace Portal.Web.Tests.Work;

/// <summary>
/// A batch of drafts while two workers, processes of their own, take them and are killed with no chance to say goodbye.
/// PORTAL_TEST_DRAFTS says how many; 10,000 takes some minutes.
/// </summary>
public sealed class KilledDraftsTests
{
    private const int Deaths = 6;

    private static readonly int Accounts = int.Parse(
        Environment.GetEnvironmentVariable("PORTAL_TEST_DRAFTS") ?? "200", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Two_workers_killed_six_times_take_every_draft_once()
    {
        var clock = new AheadClock(BankingDay.Ahead);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Clock = clock });
        await using var city = new City();
        city.Clock.Advance(clock.GetUtcNow() - city.Clock.GetUtcNow());
        city.Settings["Portal:ClockAhead"] = BankingDay.Ahead.ToString("c", CultureInfo.InvariantCulture);
        city.Settings["Stripe:ApiUrl"] = sandbox.BaseAddress.AbsoluteUri;
        await city.InitializeAsync();
        var town = new DraftTown(city);
        await town.BuildAsync(Accounts, setup => sandbox.Stripe.PayByCard(
            (string)sandbox.Stripe.SessionOf(Guid.Parse(setup))!["id"]!));
        await using var first = new KilledProcess(city, "--work");
        await using var second = new KilledProcess(city, "--work");

        for (var death = 1; death <= Deaths; death++)
        {
            await UntilAsync(Accounts * death / (Deaths + 1));
            await (death % 2 == 0 ? first : second).KillAsync();
        }

        // A draft in the hands of who died is found by its lease, its attempt by the sweep; here both are brought near.
        while (await town.CountAsync("select count(*) from draft where state in ('promised', 'sending')") > 0)
        {
            AssertTheyLive();
            city.Clock.Advance(clock.GetUtcNow().AddMinutes(4) - city.Clock.GetUtcNow());
            await city.AskAsync<Portal.Core.Payments.SweepPayments, int>(act => act.RunAsync(default));
            await using var leases = city.Database.App.CreateCommand(
                "update draft set lease_until = $1 where state = 'promised' and lease_until > $1");
            leases.Parameters.Add(new() { Value = clock.GetUtcNow() });
            await leases.ExecuteNonQueryAsync();
        }

        await town.AssertAllTakenOnceAsync(Accounts, sandbox.Stripe.ChargeCount);

        void AssertTheyLive()
        {
            Assert.False(first.HasEnded, first.LastWords);
            Assert.False(second.HasEnded, second.LastWords);
        }

        async Task UntilAsync(int taken)
        {
            while (await town.CountAsync("select count(*) from draft where state = 'paid'") < taken)
            {
                AssertTheyLive();
            }
        }
    }
}
