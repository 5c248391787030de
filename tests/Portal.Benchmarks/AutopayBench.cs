using System.Diagnostics;
using Portal.Core.Money;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;
using Portal.Sandbox;
using Portal.Testing;

namespace Portal.Benchmarks;

/// <summary>
/// Drafts taken end to end, from the claim to the posting and the receipt, by two senders as one worker runs them;
/// beside it the sandbox's own rate: the same charge calls and nothing else, as many at once.
/// </summary>
internal static class AutopayBench
{
    private const int Senders = 2;
    private const int Warm = 100;

    private static readonly int Drafts = int.Parse(
        Environment.GetEnvironmentVariable("PORTAL_BENCH_DRAFTS") ?? "2000",
        System.Globalization.CultureInfo.InvariantCulture);

    public static async Task RunAsync()
    {
        await using var city = new City();
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Clock = city.Clock });
        city.Settings["Stripe:ApiUrl"] = sandbox.BaseAddress.AbsoluteUri;
        await city.InitializeAsync();
        var town = new DraftTown(city);
        await town.BuildAsync(Drafts + Warm, setup => sandbox.Stripe.PayByCard(
            (string)sandbox.Stripe.SessionOf(Guid.Parse(setup))!["id"]!));

        await SendAsync(city, Warm);
        var watch = Stopwatch.StartNew();
        var sent = await SendAsync(city, int.MaxValue);
        var drafts = sent / watch.Elapsed.TotalSeconds;
        var raw = await ChargeAsync(city, town.Method, sent);
        await town.AssertAllTakenOnceAsync(Drafts + Warm, sandbox.Stripe.ChargeCount - sent);
        Figure.Print("autopay_drafts", drafts, "per second");
        Figure.Print("sandbox_charges", raw, "per second");
        Figure.Print("autopay_over_sandbox", drafts / raw, "ratio");
    }

    private static async Task<int> SendAsync(City city, int atLeast)
    {
        var sent = 0;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async _ =>
        {
            var claimed = 1;
            while (claimed > 0 && Volatile.Read(ref sent) < atLeast)
            {
                claimed = await city.AskAsync<SendDrafts, int>(act => act.RunAsync(default));
                Interlocked.Add(ref sent, claimed);
            }
        }));
        return sent;
    }

    /// <summary>The processor alone.</summary>
    private static async Task<double> ChargeAsync(City city, GatewayMethod method, int count)
    {
        var left = count;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await city.AskAsync<ICardGateway, GatewayAnswer<GatewayPayment>>(gateway => gateway.ChargeSavedAsync(
                    new(Guid.CreateVersion7(), method.CustomerId!, method.Id, method.Tender, new Usd(1_00), "Bench"),
                    default));
            }
        }));
        return count / watch.Elapsed.TotalSeconds;
    }
}
