using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Gateway;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments;

/// <summary>A bug met with one row stops neither the sweep nor the reading of the others.</summary>
public sealed class ThrowingGatewayTests(PayingCity paying) : IClassFixture<PayingCity>
{
    private City City => paying.City;

    [Fact]
    public async Task The_sweep_goes_on_with_the_other_attempts()
    {
        var bad = await PaidAsync();
        var good = await PaidAsync();
        City.Clock.Advance(TimeSpan.FromMinutes(31));

        await Assert.ThrowsAsync<AggregateException>(() =>
            RunAsync<SweepPayments>(bad.AttemptId, act => act.RunAsync(default)));

        Assert.Equal(PaymentAttemptState.AwaitingPayer, await paying.StateAsync(bad.AttemptId));
        Assert.Equal(City.Clock.GetUtcNow().AddMinutes(30), await City.ReadAsync(db => db.PaymentAttempts
            .Where(a => a.Id == bad.AttemptId).Select(a => a.CheckAt).SingleAsync()));
        await paying.AssertPaidOnceAsync(good.AttemptId, good.Account);
    }

    [Fact]
    public async Task The_reading_goes_on_with_the_other_events()
    {
        var bad = await PaidAsync();
        var good = await PaidAsync();
        await City.AskAsync<SweepPayments, int>(act => act.RunAsync(default));

        await Assert.ThrowsAsync<AggregateException>(() =>
            RunAsync<ReadWebhookEvents>(bad.AttemptId, act => act.RunAsync(default)));

        Assert.Equal(PaymentAttemptState.AwaitingPayer, await paying.StateAsync(bad.AttemptId));
        await paying.AssertPaidOnceAsync(good.AttemptId, good.Account);
    }

    private async Task<(CustomerAccount Account, Guid AttemptId)> PaidAsync()
    {
        var account = await City.AccountOwingAsync(80.00m);
        var started = City.Done(await paying.StartAsync(PayingCity.Form(account, new Usd(80_00))));
        Assert.NotNull(paying.Sandbox.Stripe.PayByCard(paying.SessionOf(started.AttemptId)));
        return (account, started.AttemptId);
    }

    private async Task RunAsync<TAct>(Guid badAttempt, Func<TAct, Task> act)
        where TAct : notnull
    {
        await using var scope = City.Services.CreateAsyncScope();
        await act(ActivatorUtilities.CreateInstance<TAct>(
            new WithThrowing(scope.ServiceProvider, paying.SessionOf(badAttempt))));
    }

    private sealed class WithThrowing(IServiceProvider inner, string badSession) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(ICardGateway) ? new Throwing(inner.GetRequiredService<ICardGateway>(), badSession)
            : serviceType == typeof(FollowAttempt) ? ActivatorUtilities.CreateInstance(this, serviceType)
            : inner.GetService(serviceType);
    }

    private sealed class Throwing(ICardGateway real, string badSession) : ICardGateway
    {
        public bool IsLive => real.IsLive;

        public Task<GatewayAnswer<CheckoutSession>> OpenCheckoutAsync(CheckoutRequest request, CancellationToken ct) =>
            real.OpenCheckoutAsync(request, ct);

        public Task<GatewayAnswer<CheckoutSession>> FindCheckoutAsync(string sessionId, CancellationToken ct) =>
            sessionId == badSession
                ? throw new InvalidOperationException("A bug.")
                : real.FindCheckoutAsync(sessionId, ct);

        public Task<GatewayAnswer<CheckoutSession?>> SearchCheckoutAsync(
            Guid operationId, DateTimeOffset since, CancellationToken ct) =>
            real.SearchCheckoutAsync(operationId, since, ct);

        public Task<GatewayAnswer<CheckoutSession>> ExpireCheckoutAsync(string sessionId, CancellationToken ct) =>
            real.ExpireCheckoutAsync(sessionId, ct);

        public async Task<GatewayAnswer<CheckoutSession?>> FindCheckoutOfPaymentAsync(
            string paymentId, CancellationToken ct)
        {
            var answer = await real.FindCheckoutOfPaymentAsync(paymentId, ct);
            return answer is GatewayAnswer<CheckoutSession?>.Accepted({ } session) && session.Id == badSession
                ? throw new InvalidOperationException("A bug.")
                : answer;
        }

        public Task<GatewayAnswer<GatewayPayment>> FindPaymentAsync(string paymentId, CancellationToken ct) =>
            real.FindPaymentAsync(paymentId, ct);

        public Task<GatewayAnswer<GatewayDispute>> FindDisputeAsync(string disputeId, CancellationToken ct) =>
            real.FindDisputeAsync(disputeId, ct);

        public string? PaymentOfDispute(ReadOnlyMemory<byte> raw) => real.PaymentOfDispute(raw);

        public Task<GatewayAnswer<CheckoutSession>> OpenSetupAsync(SetupRequest request, CancellationToken ct) =>
            real.OpenSetupAsync(request, ct);

        public Task<GatewayAnswer<GatewayPayment>> ChargeSavedAsync(SavedCharge charge, CancellationToken ct) =>
            real.ChargeSavedAsync(charge, ct);

        public Task<GatewayAnswer<GatewayPayment?>> SearchChargeAsync(
            Guid operationId, string customerId, DateTimeOffset since, CancellationToken ct) =>
            real.SearchChargeAsync(operationId, customerId, since, ct);

        public Task<GatewayAnswer<GatewayMethod>> FindMethodAsync(string methodId, CancellationToken ct) =>
            real.FindMethodAsync(methodId, ct);

        public Task<GatewayAnswer<GatewayMethod>> ForgetMethodAsync(string methodId, CancellationToken ct) =>
            real.ForgetMethodAsync(methodId, ct);

        public Task<GatewayAnswer<GatewayRefund>> RefundAsync(RefundOrder order, CancellationToken ct) =>
            real.RefundAsync(order, ct);

        public Task<GatewayAnswer<GatewayRefund>> FindRefundAsync(string refundId, CancellationToken ct) =>
            real.FindRefundAsync(refundId, ct);

        public Task<GatewayAnswer<GatewayRefund?>> SearchRefundAsync(
            Guid operationId, string paymentId, CancellationToken ct) =>
            real.SearchRefundAsync(operationId, paymentId, ct);

        public Task<GatewayAnswer<IReadOnlyList<GatewayEvent>>> EventsSinceAsync(
            DateTimeOffset since, int limit, CancellationToken ct) => real.EventsSinceAsync(since, limit, ct);

        public WebhookReading ReadWebhook(ReadOnlyMemory<byte> body, string? signatureHeader, DateTimeOffset now) =>
            real.ReadWebhook(body, signatureHeader, now);
    }
}
