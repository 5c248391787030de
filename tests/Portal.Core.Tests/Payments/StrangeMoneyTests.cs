using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Gateway;
using Portal.Core.Tests.Sandbox;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments;

/// <summary>Money that is not of this site's kind, or that nobody here asked for.</summary>
public sealed class StrangeMoneyTests(PayingCity paying) : IClassFixture<PayingCity>
{
    private City City => paying.City;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_checkout_of_the_other_mode_posts_nothing_and_becomes_a_task(bool session, bool payment)
    {
        var account = await City.AccountOwingAsync(80.00m);
        var started = City.Done(await paying.StartAsync(PayingCity.Form(account, new Usd(80_00))));
        paying.Sandbox.Stripe.PayByCard(paying.SessionOf(started.AttemptId));
        var told = Accepted(await City.AskAsync<ICardGateway, GatewayAnswer<CheckoutSession>>(
            g => g.FindCheckoutAsync(paying.SessionOf(started.AttemptId), default)));

        await SettleAsync(told with { IsLive = session, Payment = told.Payment! with { IsLive = payment } });

        Assert.Equal(new Usd(80_00), await City.BalanceAsync(account));
        Assert.Equal(PaymentAttemptState.AwaitingPayer, await paying.StateAsync(started.AttemptId));
        Assert.True(await City.ReadAsync(db => db.OfficeTasks.AnyAsync(t => t.DedupeKey == $"mode:{told.Id}")));

        await SettleAsync(told);
        await paying.AssertPaidOnceAsync(started.AttemptId, account);
    }

    [Fact]
    public async Task A_signed_event_of_the_other_mode_is_parked_before_anybody_is_asked()
    {
        var account = await City.AccountOwingAsync(80.00m);
        var started = City.Done(await paying.StartAsync(PayingCity.Form(account, new Usd(80_00))));
        paying.Sandbox.Stripe.PayByCard(paying.SessionOf(started.AttemptId));
        var e = paying.Sandbox.Stripe.Events.Last(x => (string)x["type"]! == "checkout.session.completed").DeepClone();
        var id = (string)(e["id"] = $"evt_{Guid.NewGuid():N}")!;
        e["livemode"] = true;

        Assert.True(await ReceiveAsync(e.ToJsonString()));
        await paying.ReadEventsAsync();

        Assert.Equal(PaymentAttemptState.AwaitingPayer, await paying.StateAsync(started.AttemptId));
        Assert.Equal(WebhookEventState.Parked, await City.ReadAsync(db =>
            db.WebhookEvents.Where(x => x.Id == id).Select(x => x.State).SingleAsync()));
        Assert.True(await City.ReadAsync(db => db.OfficeTasks.AnyAsync(t => t.DedupeKey == $"webhook:{id}")));
    }

    [Fact]
    public async Task A_payment_that_no_checkout_of_ours_asked_for_waits_in_suspense_once_with_a_task()
    {
        using var stripe = new StripeCaller(paying.Sandbox);
        var card = await stripe.MakeAsync("payment_methods", Forms.Card("4242424242424242"));
        var intent = await stripe.MakeAsync("payment_intents", Forms.Payment((string)card["id"]!, 4200));
        var payment = (string)intent["id"]!;
        for (var i = 0; i < 8; i++) { await ReceiveAsync(Succeeded(payment)); }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => paying.ReadEventsAsync()));
        await paying.SweepAsync();

        var item = await City.ReadAsync(db => db.SuspenseItems.SingleAsync(s => s.ProcessorPaymentId == payment));
        Assert.Equal((new Usd(42_00), SuspenseReason.UnknownAttempt), (item.Amount, item.Reason));
        Assert.NotNull(item.JournalEntryId);
        Assert.Equal(1, await City.ReadAsync(db =>
            db.OfficeTasks.CountAsync(t => t.DedupeKey == $"suspense:{payment}")));
        await City.AssertBooksAsync();
    }

    private static CheckoutSession Accepted(GatewayAnswer<CheckoutSession> answer) =>
        Assert.IsType<GatewayAnswer<CheckoutSession>.Accepted>(answer).Value;

    private string Succeeded(string payment) => new JsonObject
    {
        ["id"] = $"evt_{Guid.NewGuid():N}",
        ["object"] = "event",
        ["type"] = "payment_intent.succeeded",
        ["created"] = City.Clock.GetUtcNow().ToUnixTimeSeconds(),
        ["api_version"] = "2026-07-29.dahlia",
        ["livemode"] = false,
        ["data"] = new JsonObject { ["object"] = new JsonObject { ["id"] = payment, ["object"] = "payment_intent" } },
    }.ToJsonString();

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
