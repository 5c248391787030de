using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Money;
using Portal.Core.Payments.Gateway;
using Portal.Core.Tests.Contracts;
using Portal.Sandbox;
using Xunit;

namespace Portal.Core.Tests.Sandbox;

/// <summary>Webhooks reach a listener, signed, in order, and as wrongly as they were told to.</summary>
public sealed class WebhookTests : IAsyncLifetime, IDisposable
{
    private readonly Listener _listener = new();
    private SandboxServer _sandbox = null!;
    private ServiceProvider _services = null!;

    private ICardGateway Gateway => _services.GetRequiredService<ICardGateway>();

    public async Task InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync(new SandboxOptions
        {
            WebhookUrl = new Uri("http://portal.test/webhooks/stripe"),
            WebhookHandler = _listener,
            SendsWebhooks = false,
        });
        _services = StripeCardGatewayTests.Services(_sandbox.BaseAddress);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_card_payment_is_told_signed_and_in_order()
    {
        await PayAsync();

        await _sandbox.DeliverWebhooksAsync();

        Assert.Equal(
            ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"],
            _listener.Types);
        Assert.All(_listener.Came, one => Assert.IsType<WebhookReading.Genuine>(
            Gateway.ReadWebhook(one.Body, one.Header, TimeProvider.System.GetUtcNow())));
    }

    [Fact]
    public async Task A_bank_debit_is_told_when_it_starts_and_when_it_ends()
    {
        var session = await OpenAsync();
        _sandbox.Stripe.PayByBank(session);
        await _sandbox.DeliverWebhooksAsync();
        _sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        await _sandbox.DeliverWebhooksAsync();

        Assert.Equal(
            ["payment_intent.processing", "checkout.session.completed", "payment_intent.succeeded",
                "checkout.session.async_payment_succeeded"],
            _listener.Types.Where(type => type is not ("payment_intent.created" or "charge.pending"
                or "charge.succeeded" or "payout.created" or "payout.paid")
                && !type.StartsWith("payout", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_event_that_was_not_taken_comes_again()
    {
        _listener.Answer = HttpStatusCode.InternalServerError;
        await PayAsync();

        var takenAtFirst = await _sandbox.DeliverWebhooksAsync();
        var takenAtOnce = await _sandbox.DeliverWebhooksAsync();
        _listener.Answer = HttpStatusCode.OK;
        _sandbox.Stripe.AdvanceClock(TimeSpan.FromSeconds(10));
        var takenLater = await _sandbox.DeliverWebhooksAsync();

        Assert.Equal((0, 0, 4), (takenAtFirst, takenAtOnce, takenLater));
        Assert.Equal(8, _listener.Came.Count);
        Assert.All(_sandbox.Stripe.Events, told => Assert.Equal(0, (int)told["pending_webhooks"]!));
    }

    [Fact]
    public async Task Events_can_come_twice_or_backwards_or_not_at_all()
    {
        _sandbox.Stripe.Faults.WebhookCopies = 2;
        await PayAsync();
        _sandbox.Stripe.Faults.WebhooksReversed = true;
        await _sandbox.DeliverWebhooksAsync();
        _sandbox.Stripe.Faults.WebhooksOff = true;
        await PayAsync();
        _sandbox.Stripe.Faults.Clear();
        await _sandbox.DeliverWebhooksAsync();

        Assert.Equal(8, _listener.Came.Count);
        Assert.Equal(["checkout.session.completed", "checkout.session.completed"], _listener.Types.Take(2));
        Assert.Equal(8, _sandbox.Stripe.Events.Count);
    }

    [Fact]
    public async Task A_test_can_deliver_an_event_by_itself()
    {
        await PayAsync();
        var told = _sandbox.Stripe.Events[^1];

        var (body, header) = _sandbox.SignedWebhook((string)told["id"]!);

        var reading = Gateway.ReadWebhook(body, header, TimeProvider.System.GetUtcNow());
        Assert.Equal((string?)told["id"], Assert.IsType<WebhookReading.Genuine>(reading).Event.Id);
    }

    private async Task PayAsync() => _sandbox.Stripe.PayByCard(await OpenAsync());

    private async Task<string> OpenAsync()
    {
        var answer = await Gateway.OpenCheckoutAsync(
            new CheckoutRequest(
                Guid.NewGuid(), [new CheckoutItem("Utility account", new Usd(5000))], null, "en",
                new Uri("http://localhost/done"), new Uri("http://localhost/back"),
                TimeProvider.System.GetUtcNow().AddMinutes(31)),
            default);
        return Assert.IsType<GatewayAnswer<CheckoutSession>.Accepted>(answer).Value.Id;
    }

    /// <summary>Stands where the portal would.</summary>
    private sealed class Listener : HttpMessageHandler
    {
        public ConcurrentQueue<(byte[] Body, string Header)> Came { get; } = [];

        public HttpStatusCode Answer { get; set; } = HttpStatusCode.OK;

        public IEnumerable<string> Types => Came.Select(one => (string)JsonNode.Parse(one.Body)!["type"]!);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Came.Enqueue((
                await request.Content!.ReadAsByteArrayAsync(ct),
                request.Headers.GetValues("Stripe-Signature").Single()));
            return new HttpResponseMessage(Answer);
        }
    }
}
