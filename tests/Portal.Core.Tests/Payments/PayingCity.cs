using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Refunds;
using Portal.Core.Payments.Wallet;
using Portal.Sandbox;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments;

/// <summary>
/// A city and the card processor it pays through, on one clock; webhooks are off unless a test sends them.
/// </summary>
public sealed class PayingCity : IAsyncLifetime
{
    public City City { get; private set; } = null!;

    public SandboxServer Sandbox { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var city = new City();
        Sandbox = await SandboxServer.StartAsync(new SandboxOptions { Clock = city.Clock });
        city.Settings["Stripe:ApiUrl"] = Sandbox.BaseAddress.AbsoluteUri;
        await city.InitializeAsync();
        City = city;
    }

    public async Task DisposeAsync()
    {
        await City.DisposeAsync();
        await Sandbox.DisposeAsync();
    }

    /// <summary>What a payer's form asks for: to pay all that is owed.</summary>
    public static StartPayment.Request Form(
        CustomerAccount account, Usd amount, Guid? userId = null, Usd? seen = null) =>
        new(Guid.CreateVersion7(), userId, [new(account.Id, amount, seen ?? amount)], "en", "payer@example.com");

    public Task<Outcome<StartPayment.Started>> StartAsync(StartPayment.Request form) =>
        City.AskAsync<StartPayment, Outcome<StartPayment.Started>>(act => act.RunAsync(form, default));

    public Task<PaymentAttemptState> FollowAsync(Guid attemptId) =>
        City.AskAsync<FollowAttempt, PaymentAttemptState>(act => act.RunAsync(attemptId, default));

    /// <summary>
    /// One sweep and the reading of all that it found, as the worker does with webhooks switched off.
    /// </summary>
    public async Task SweepAsync()
    {
        await City.AskAsync<SweepPayments, int>(act => act.RunAsync(default));
        await ReadEventsAsync();
    }

    /// <summary>Reads stored events until none are left.</summary>
    public async Task ReadEventsAsync()
    {
        while (await City.AskAsync<ReadWebhookEvents, int>(act => act.RunAsync(default)) > 0)
        {
        }
    }

    /// <summary>The processor's session of an attempt.</summary>
    public string SessionOf(Guid attemptId) => (string)Sandbox.Stripe.SessionOf(attemptId)!["id"]!;

    public Task<PaymentAttemptState> StateAsync(Guid attemptId) =>
        City.ReadAsync(db => db.PaymentAttempts.Where(a => a.Id == attemptId).Select(a => a.State).SingleAsync());

    /// <summary>One charge, one payment of the amount, one receipt, nothing owed, books in order.</summary>
    public async Task AssertPaidOnceAsync(Guid attemptId, CustomerAccount account)
    {
        Assert.Equal(PaymentAttemptState.Succeeded, await StateAsync(attemptId));
        Assert.Equal(1, Sandbox.Stripe.ChargesOf(attemptId));
        Assert.Equal(1, await City.ReadAsync(db => db.Payments.CountAsync(p => p.AttemptId == attemptId)));
        Assert.Equal(1, await City.ReadAsync(db => db.OutboxMails
            .CountAsync(m => m.DedupeKey == $"payment_received:{attemptId}")));
        Assert.Equal(Usd.Zero, await City.BalanceAsync(account));
        await City.AssertBooksAsync();
    }

    /// <summary>Runs an act whose process dies at a point: what comes after that point is never run.</summary>
    public async Task DyingAsync(CrashPoint point, Func<IServiceProvider, Task> act)
    {
        await using var scope = City.Services.CreateAsyncScope();
        var life = DyingCommits.Switch();
        var died = false;
        try
        {
            await act(new Doomed(scope.ServiceProvider, point, life));
        }
        catch (ProcessDiedException)
        {
            died = true;
        }

        life.Value = false;
        Assert.Equal(point is CrashPoint.BeforeCall or CrashPoint.BeforeCommit, died);
    }

    /// <summary>Builds acts whose gateway is one that dies.</summary>
    private sealed class Doomed(IServiceProvider inner, CrashPoint point, StrongBox<bool> life)
        : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ICardGateway)
            ? new DyingGateway(inner.GetRequiredService<ICardGateway>(), point, life)
            : serviceType == typeof(StartPayment) || serviceType == typeof(OpenCheckout)
                || serviceType == typeof(SearchCheckout) || serviceType == typeof(CancelAttempt)
                || serviceType == typeof(FollowAttempt) || serviceType == typeof(ChargeDraft)
                || serviceType == typeof(SendDraft) || serviceType == typeof(FollowSetup)
                || serviceType == typeof(StartSavingMethod) || serviceType == typeof(TakePaymentFee)
                || serviceType == typeof(TakePaymentFees) || serviceType == typeof(IssueRefund)
                || serviceType == typeof(SendRefundPart) || serviceType == typeof(FollowRefunds)
                ? ActivatorUtilities.CreateInstance(this, serviceType)
                : inner.GetService(serviceType);
    }
}

/// <summary>Where a process dies around its call to the processor.</summary>
public enum CrashPoint
{
    /// <summary>After "sending" was committed, before the request left.</summary>
    BeforeCall,

    /// <summary>The processor acted; the connection closed without an answer.</summary>
    AnswerLost,

    /// <summary>The processor acted; the connection broke in the middle of its answer.</summary>
    AnswerBroken,

    /// <summary>The processor acted and answered 500.</summary>
    ErrorAfterEffect,

    /// <summary>The answer came; the process died before it was committed.</summary>
    BeforeCommit,

    /// <summary>All was committed; the process died before it could tell the payer.</summary>
    AfterCommit,
}

/// <summary>The real gateway, around which a process dies.</summary>
public sealed class DyingGateway(ICardGateway real, CrashPoint point, StrongBox<bool> life) : ICardGateway
{
    public bool IsLive => real.IsLive;

    public Task<GatewayAnswer<CheckoutSession>> OpenCheckoutAsync(CheckoutRequest request, CancellationToken ct) =>
        DieAsync(() => real.OpenCheckoutAsync(request, ct));

    public Task<GatewayAnswer<CheckoutSession>> FindCheckoutAsync(string sessionId, CancellationToken ct) =>
        DieAsync(() => real.FindCheckoutAsync(sessionId, ct));

    public Task<GatewayAnswer<CheckoutSession?>> SearchCheckoutAsync(
        Guid operationId, DateTimeOffset since, CancellationToken ct) =>
        DieAsync(() => real.SearchCheckoutAsync(operationId, since, ct));

    public Task<GatewayAnswer<CheckoutSession>> ExpireCheckoutAsync(string sessionId, CancellationToken ct) =>
        DieAsync(() => real.ExpireCheckoutAsync(sessionId, ct));

    public Task<GatewayAnswer<CheckoutSession?>> FindCheckoutOfPaymentAsync(string paymentId, CancellationToken ct) =>
        DieAsync(() => real.FindCheckoutOfPaymentAsync(paymentId, ct));

    public Task<GatewayAnswer<GatewayPayment>> FindPaymentAsync(string paymentId, CancellationToken ct) =>
        DieAsync(() => real.FindPaymentAsync(paymentId, ct));

    public Task<GatewayAnswer<GatewayDispute>> FindDisputeAsync(string disputeId, CancellationToken ct) =>
        real.FindDisputeAsync(disputeId, ct);

    public string? PaymentOfDispute(ReadOnlyMemory<byte> raw) => real.PaymentOfDispute(raw);

    public Task<GatewayAnswer<CheckoutSession>> OpenSetupAsync(SetupRequest request, CancellationToken ct) =>
        DieAsync(() => real.OpenSetupAsync(request, ct));

    public Task<GatewayAnswer<GatewayPayment>> ChargeSavedAsync(SavedCharge charge, CancellationToken ct) =>
        DieAsync(() => real.ChargeSavedAsync(charge, ct));

    public Task<GatewayAnswer<GatewayPayment?>> SearchChargeAsync(
        Guid operationId, string customerId, DateTimeOffset since, CancellationToken ct) =>
        DieAsync(() => real.SearchChargeAsync(operationId, customerId, since, ct));

    public Task<GatewayAnswer<GatewayMethod>> FindMethodAsync(string methodId, CancellationToken ct) =>
        DieAsync(() => real.FindMethodAsync(methodId, ct));

    public Task<GatewayAnswer<GatewayMethod>> ForgetMethodAsync(string methodId, CancellationToken ct) =>
        DieAsync(() => real.ForgetMethodAsync(methodId, ct));

    public Task<GatewayAnswer<GatewayRefund>> RefundAsync(RefundOrder order, CancellationToken ct) =>
        DieAsync(() => real.RefundAsync(order, ct));

    public Task<GatewayAnswer<GatewayRefund>> FindRefundAsync(string refundId, CancellationToken ct) =>
        DieAsync(() => real.FindRefundAsync(refundId, ct));

    public Task<GatewayAnswer<GatewayRefund?>> SearchRefundAsync(
        Guid operationId, string paymentId, CancellationToken ct) =>
        DieAsync(() => real.SearchRefundAsync(operationId, paymentId, ct));

    public Task<GatewayAnswer<IReadOnlyList<GatewayEvent>>> EventsSinceAsync(
        DateTimeOffset since, int limit, CancellationToken ct) => real.EventsSinceAsync(since, limit, ct);

    public WebhookReading ReadWebhook(ReadOnlyMemory<byte> body, string? signatureHeader, DateTimeOffset now) =>
        real.ReadWebhook(body, signatureHeader, now);

    private async Task<T> DieAsync<T>(Func<Task<T>> call)
    {
        if (point == CrashPoint.BeforeCall)
        {
            throw new ProcessDiedException();
        }

        var answer = await call();
        life.Value = point == CrashPoint.BeforeCommit;
        return answer;
    }
}
