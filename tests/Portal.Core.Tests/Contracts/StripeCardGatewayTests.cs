using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Payments.Gateway;
using Portal.Sandbox;
using Portal.Sandbox.Faults;
using Xunit;

namespace Portal.Core.Tests.Contracts;

/// <summary>The adapter as programs register it, against the sandbox over real HTTP.</summary>
public sealed class StripeCardGatewayTests : CardGatewayContract, IAsyncLifetime
{
    private SandboxServer _sandbox = null!;
    private ServiceProvider _services = null!;

    protected override ICardGateway Gateway => _services.GetRequiredService<ICardGateway>();

    protected override DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    protected override int SessionsHeld => _sandbox.Stripe.Sessions.Count;

    public async Task InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync();
        _services = Services(_sandbox.BaseAddress);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    [Theory]
    [InlineData(FaultKind.Unavailable)]
    [InlineData(FaultKind.Delay)]
    public async Task An_outage_or_a_call_still_running_is_unknown(FaultKind kind)
    {
        var request = Request();
        _sandbox.Stripe.FailNext(kind, "POST /v1/checkout/sessions", delay: TimeSpan.FromSeconds(1));

        var first = Gateway.OpenCheckoutAsync(request, default);
        var second = kind == FaultKind.Delay ? await AgainWhileRunningAsync(request) : await first;

        Assert.IsType<GatewayAnswer<CheckoutSession>.Unknown>(second);
        await first;
    }

    [Fact]
    public async Task A_wrong_key_says_nothing_about_what_was_done()
    {
        await using var strangers = Services(_sandbox.BaseAddress, "sk_test_stranger");

        var answer = await strangers.GetRequiredService<ICardGateway>().OpenCheckoutAsync(Request(), default);

        Assert.IsType<GatewayAnswer<CheckoutSession>.Unknown>(answer);
    }

    [Fact]
    public async Task Nobody_listening_is_unknown()
    {
        await using var nowhere = Services(new Uri("http://127.0.0.1:1"));

        var answer = await nowhere.GetRequiredService<ICardGateway>().OpenCheckoutAsync(Request(), default);

        Assert.IsType<GatewayAnswer<CheckoutSession>.Unknown>(answer);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_so_and_nobody_else()
    {
        using var giveUp = new CancellationTokenSource();
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Gateway.OpenCheckoutAsync(Request(), giveUp.Token));
    }

    [Fact]
    public async Task The_payment_carries_the_operation_for_those_who_read_it_at_the_processor()
    {
        var request = Request();
        var session = Accepted(await Gateway.OpenCheckoutAsync(request, default));

        await PayByCardAsync(session.Id, GoodCard);

        Assert.Equal(1, _sandbox.Stripe.ChargesOf(request.OperationId));
    }

    protected override Task PayByCardAsync(string sessionId, string number)
    {
        _sandbox.Stripe.PayByCard(sessionId, number);
        return Task.CompletedTask;
    }

    protected override Task PayByBankAsync(string sessionId, string accountNumber)
    {
        _sandbox.Stripe.PayByBank(sessionId, accountNumber);
        return Task.CompletedTask;
    }

    protected override Task LetTimePassAsync(TimeSpan span)
    {
        _sandbox.Stripe.AdvanceClock(span);
        return Task.CompletedTask;
    }

    protected override void TroubleNextCall(Trouble trouble) => _sandbox.Stripe.FailNext(trouble switch
    {
        Trouble.DroppedBefore => FaultKind.DropBefore,
        Trouble.DroppedAfter => FaultKind.DropAfter,
        Trouble.BrokenMidAnswer => FaultKind.ResetMidAnswer,
        _ => FaultKind.ErrorAfter,
    });

    internal static ServiceProvider Services(Uri address, string key = "sk_test_sandbox") =>
        new ServiceCollection()
            .AddLogging()
            .AddCardGateway(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Stripe:ApiUrl"] = address.ToString(),
                ["Stripe:SecretKey"] = key,
                ["Stripe:WebhookSecrets:0"] = "whsec_sandbox",
            }).Build())
            .BuildServiceProvider();

    /// <summary>The first call sleeps with the key in hand.</summary>
    private async Task<GatewayAnswer<CheckoutSession>> AgainWhileRunningAsync(CheckoutRequest request)
    {
        while (!_sandbox.Stripe.IsRunning(request.OperationId.ToString()))
        {
            await Task.Yield();
        }

        return await Gateway.OpenCheckoutAsync(request, default);
    }
}
