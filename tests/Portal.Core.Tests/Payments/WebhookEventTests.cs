using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Gateway;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments;

public sealed class WebhookEventTests(PayingCity paying) : IClassFixture<PayingCity>
{
    private City City => paying.City;

    [Fact]
    public async Task One_event_a_thousand_times_in_parallel_posts_once()
    {
        var (account, attempt) = await PaidAsync();
        var e =
            paying.Sandbox.Stripe.Events.Last(x => (string)x["type"]! == "checkout.session.completed").ToJsonString();

        var taken = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1000),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (_, _) =>
            {
                if (await ReceiveAsync(e))
                {
                    Interlocked.Increment(ref taken);
                }
            });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => paying.ReadEventsAsync()));

        Assert.Equal(1000, taken);
        await paying.AssertPaidOnceAsync(attempt, account);
    }

    [Fact]
    public async Task A_thousand_orders_of_the_same_events_end_alike()
    {
        var (account, attempt) = await PaidAsync(bank: true);
        paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        var session = paying.SessionOf(attempt);
        var moments = await MomentsAsync(session);

        for (var seed = 0; seed < 1000; seed++)
        {
            var order = moments.ToArray();
            new Random(seed).Shuffle(order);
            foreach (var moment in order)
            {
                await City.AskAsync<SettleAttempt, bool>(async act =>
                {
                    await act.RunAsync(moment, default);
                    return true;
                });
            }
        }

        await paying.SweepAsync();
        await paying.AssertPaidOnceAsync(attempt, account);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("t=1,v1=00")]
    [InlineData("bad_header")]
    public async Task Without_a_good_signature_nothing_is_stored(string? header)
    {
        var stored = await City.ReadAsync(db => db.WebhookEvents.CountAsync());

        Assert.False(await City.AskAsync<ReceiveWebhook, bool>(
            act => act.RunAsync("{\"id\":\"evt_1\"}"u8.ToArray(), header, default)));

        Assert.Equal(stored, await City.ReadAsync(db => db.WebhookEvents.CountAsync()));
    }

    [Fact]
    public async Task A_signed_body_that_is_no_event_is_parked_with_a_task()
    {
        Assert.True(await ReceiveAsync("not json at all"));

        Assert.True(await City.ReadAsync(db =>
            db.WebhookEvents.AnyAsync(e => e.State == WebhookEventState.Parked && e.Type == "unreadable")));
        Assert.True(await City.ReadAsync(db => db.OfficeTasks.AnyAsync(t => t.Kind == "webhook_unreadable")));
    }

    [Theory]
    [InlineData("charge.dispute.created")]
    [InlineData("charge.refunded")]
    public async Task Money_that_moved_elsewhere_becomes_a_task(string type)
    {
        var id = $"evt_{Guid.NewGuid():N}";
        await ReceiveAsync(new JsonObject
        {
            ["id"] = id,
            ["object"] = "event",
            ["type"] = type,
            ["created"] = City.Clock.GetUtcNow().ToUnixTimeSeconds(),
            ["api_version"] = "2026-07-29.dahlia",
            ["livemode"] = false,
            ["data"] = new JsonObject { ["object"] = new JsonObject { ["id"] = "du_1", ["object"] = "dispute" } },
        }.ToJsonString());

        await paying.ReadEventsAsync();

        Assert.True(await City.ReadAsync(db => db.OfficeTasks.AnyAsync(t => t.DedupeKey == $"webhook:{id}")));
    }

    [Fact]
    public async Task Money_for_an_abandoned_attempt_waits_in_suspense_with_a_task()
    {
        var account = await City.AccountOwingAsync(80.00m);
        var started = City.Done(await paying.StartAsync(PayingCity.Form(account, new Usd(80_00))));
        var open = Accepted(await GatewayAsync(g => g.FindCheckoutAsync(paying.SessionOf(started.AttemptId), default)));
        await SettleAsync(open with { State = CheckoutState.Expired, Url = null });

        await SettleAsync(open with { State = CheckoutState.Complete, Payment = Payment(8000) });

        await AssertInSuspenseAsync(started.AttemptId, SuspenseReason.LateSuccess, account);
    }

    [Theory]
    [InlineData(7999, "usd", SuspenseReason.AmountMismatch)]
    [InlineData(8001, "usd", SuspenseReason.AmountMismatch)]
    [InlineData(8000, "eur", SuspenseReason.CurrencyMismatch)]
    public async Task Money_that_is_not_as_agreed_waits_in_suspense(long cents, string currency, SuspenseReason reason)
    {
        var account = await City.AccountOwingAsync(80.00m);
        var started = City.Done(await paying.StartAsync(PayingCity.Form(account, new Usd(80_00))));
        var open = Accepted(await GatewayAsync(g => g.FindCheckoutAsync(paying.SessionOf(started.AttemptId), default)));

        await SettleAsync(open with { State = CheckoutState.Complete, Payment = Payment(cents, currency) });

        await AssertInSuspenseAsync(started.AttemptId, reason, account);
    }

    [Fact]
    public async Task Money_for_an_attempt_we_do_not_know_waits_in_suspense_once()
    {
        var stranger = new CheckoutSession("cs_test_stranger", CheckoutState.Complete, Guid.NewGuid(), null, new(500),
            "usd", false, Payment(500));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SettleAsync(stranger)));

        Assert.Equal(1, await City.ReadAsync(db =>
            db.SuspenseItems.CountAsync(s => s.ProcessorPaymentId == stranger.Payment!.Id)));
        await City.AssertBooksAsync();
    }

    private static GatewayPayment Payment(long cents, string currency = "usd") => new($"pi_{Guid.NewGuid():N}",
        GatewayPaymentState.Succeeded, new(cents), new(cents), currency, GatewayTender.Card, "Visa", "4242", null,
        DateTimeOffset.UnixEpoch);

    private static CheckoutSession Accepted(GatewayAnswer<CheckoutSession> answer) =>
        Assert.IsType<GatewayAnswer<CheckoutSession>.Accepted>(answer).Value;

    /// <summary>The session as an event at each moment of its life would have shown it.</summary>
    private async Task<CheckoutSession[]> MomentsAsync(string sessionId)
    {
        var paid = Accepted(await GatewayAsync(g => g.FindCheckoutAsync(sessionId, default)));
        var processing = paid with
        {
            Payment = paid.Payment! with { State = GatewayPaymentState.Processing, AmountReceived = Usd.Zero },
        };
        return [paid with { State = CheckoutState.Open, Payment = null }, processing, processing, paid, paid];
    }

    private async Task AssertInSuspenseAsync(Guid attemptId, SuspenseReason reason, CustomerAccount account)
    {
        Assert.Equal(PaymentAttemptState.InSuspense, await paying.StateAsync(attemptId));
        var item = await City.ReadAsync(db => db.SuspenseItems.SingleAsync(s => s.AttemptId == attemptId));
        Assert.Equal(reason, item.Reason);
        Assert.Equal(new Usd(80_00), await City.BalanceAsync(account));
        Assert.True(await City.ReadAsync(db => db.OfficeTasks.AnyAsync(t => t.AttemptId == attemptId)));
        await City.AssertBooksAsync();
    }

    private async Task<(CustomerAccount Account, Guid AttemptId)> PaidAsync(bool bank = false)
    {
        var account = await City.AccountOwingAsync(80.00m);
        var started = City.Done(await paying.StartAsync(PayingCity.Form(account, new Usd(80_00))));
        var session = paying.SessionOf(started.AttemptId);
        Assert.NotNull(bank ? paying.Sandbox.Stripe.PayByBank(session) : paying.Sandbox.Stripe.PayByCard(session));
        return (account, started.AttemptId);
    }

    private Task<T> GatewayAsync<T>(Func<ICardGateway, Task<T>> ask) => City.AskAsync(ask);

    private Task<bool> SettleAsync(CheckoutSession session) => City.AskAsync<SettleAttempt, bool>(async act =>
    {
        await act.RunAsync(session, default);
        return true;
    });

    private Task<bool> ReceiveAsync(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var t = City.Clock.GetUtcNow().ToUnixTimeSeconds();
        var signature = Convert.ToHexStringLower(
            HMACSHA256.HashData("whsec_sandbox"u8, [.. Encoding.UTF8.GetBytes($"{t}."), .. bytes]));
        return City.AskAsync<ReceiveWebhook, bool>(act => act.RunAsync(bytes, $"t={t},v1={signature}", default));
    }
}
