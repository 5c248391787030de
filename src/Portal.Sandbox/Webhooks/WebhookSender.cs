using System.Text;
using System.Text.Json.Nodes;
using Portal.Sandbox.Stripe;

namespace Portal.Sandbox.Webhooks;

/// <summary>
/// Sends events that are due, one after the other, signed at the moment of sending; what is not answered 2xx is sent
/// again, ever later, for three days. Also lets due things happen while nobody calls.
/// </summary>
public sealed class WebhookSender(StripeSandbox stripe, SandboxOptions options, ILogger<WebhookSender> log)
    : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(12),
        TimeSpan.FromHours(12), TimeSpan.FromHours(12), TimeSpan.FromHours(12),
    ];

    private readonly SemaphoreSlim _one = new(1);
    private readonly HttpClient _http = new(options.WebhookHandler ?? new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
    })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Sends all that is due now, once each; returns how many were taken (answered 2xx).</summary>
    public async Task<int> SendDueAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            stripe.RunDue();
            var taken = 0;
            foreach (var id in Due())
            {
                taken += await SendAsync(id, ct) ? 1 : 0;
            }

            return taken;
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SendDueAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("Webhooks stop.");
        }
    }

    private List<string> Due() => stripe.Store.Act(() =>
    {
        var now = stripe.Clock.Moved.ToUnixTimeMilliseconds();
        var due = stripe.Store.All(EventLog.Delivery)
            .Where(item => item.Text("state") == "waiting" && item.Number("due") <= now)
            .Select(item => item.Text("id")!).ToList();
        if (stripe.Faults.WebhooksReversed)
        {
            due.Reverse();
        }

        return stripe.Faults.WebhooksOff ? [] : due;
    });

    private async Task<bool> SendAsync(string id, CancellationToken ct)
    {
        var body = stripe.Store.Act(() =>
            stripe.Store.Find(stripe.Store.Find(id)!.Text("event")!)!.Served().ToJsonString());
        var (taken, answer) = await PostAsync(Encoding.UTF8.GetBytes(body), ct);
        stripe.Store.Act(() => Note(stripe.Store.Find(id)!, taken, answer));
        return taken;
    }

    private async Task<(bool Taken, string Answer)> PostAsync(byte[] body, CancellationToken ct)
    {
        if (options.WebhookUrl is not { } url)
        {
            return (false, "there is nobody to send it to");
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
            request.Headers.Add(WebhookSignature.HeaderName,
                WebhookSignature.Header(options.WebhookSecret, body, stripe.Clock.Now));
            using var response = await _http.SendAsync(request, ct);
            return (response.IsSuccessStatusCode, $"{(int)response.StatusCode}");
        }
        catch (HttpRequestException fault)
        {
            return (false, fault.Message);
        }
        catch (IOException fault)
        {
            return (false, fault.Message);
        }
        catch (ObjectDisposedException)
        {
            return (false, "the portal inside this test has gone");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (false, "no answer in 10 seconds");
        }
    }

    private void Note(JsonObject delivery, bool taken, string answer)
    {
        var attempts = (int)delivery.Number("attempts") + 1;
        delivery["attempts"] = attempts;
        delivery["answer"] = answer;
        if (taken || attempts > Waits.Length)
        {
            delivery["state"] = taken ? "taken" : "given up";
        }
        else
        {
            delivery["due"] = (stripe.Clock.Moved + Waits[attempts - 1]).ToUnixTimeMilliseconds();
        }

        stripe.Store.Save(delivery);
        if (taken && stripe.Store.Find(delivery.Text("event")!) is { } told)
        {
            told["pending_webhooks"] = 0;
            stripe.Store.Save(told);
        }
    }
}
