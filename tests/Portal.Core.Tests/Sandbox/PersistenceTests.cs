using System.Net.Mail;
using System.Text.Json.Nodes;
using Portal.Sandbox;

namespace Portal.Core.Tests.Sandbox;

/// <summary>With a data directory nothing is lost over a stop, nor over a kill in the middle of a line.</summary>
public sealed class PersistenceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sandbox-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Sessions_keys_timers_the_clock_and_mail_come_back()
    {
        string session;
        JsonObject first;
        await using (var sandbox = await StartAsync())
        {
            using var stripe = new StripeCaller(sandbox);
            (_, first) = await stripe.PostAsync("checkout/sessions", Forms.Session, "key-1");
            session = (string)first["id"]!;
            sandbox.Stripe.PayByBank(session);
            sandbox.Stripe.AdvanceClock(TimeSpan.FromHours(2));
            using var client = new SmtpClient("127.0.0.1", sandbox.SmtpPort);
            await client.SendMailAsync("billing@alderfalls.example", "rosa@example.com", "Receipt", "Thank you");
        }

        await File.AppendAllTextAsync(Path.Combine(_directory, "stripe.jsonl"), """{"put":[{"id":"cs_torn""");
        await using var again = await StartAsync();
        using var caller = new StripeCaller(again);
        var (_, repeated) = await caller.PostAsync("checkout/sessions", Forms.Session, "key-1");
        again.Stripe.AdvanceClock(TimeSpan.FromDays(10));
        var settled = await caller.FindAsync($"checkout/sessions/{session}?expand[]=payment_intent");

        Assert.Equal(first.ToJsonString(), repeated.ToJsonString());
        Assert.Equal("succeeded", (string?)settled["payment_intent"]!["status"]);
        Assert.Equal(TimeSpan.FromHours(2) + TimeSpan.FromDays(10), again.Stripe.Clock.Ahead);
        Assert.Equal("Receipt", Assert.Single(again.Mail.All).Subject);
    }

    [Fact]
    public async Task A_journal_written_anew_at_a_start_holds_the_same()
    {
        string events;
        await using (var first = await StartAsync())
        {
            using var stripe = new StripeCaller(first);
            var session = await stripe.MakeAsync("checkout/sessions", Forms.Session);
            first.Stripe.PayByCard((string)session["id"]!);
            events = (await stripe.FindAsync("events?limit=100")).ToJsonString();
        }

        await using (await StartAsync())
        {
        }

        await using var third = await StartAsync();
        using var caller = new StripeCaller(third);
        Assert.Equal(events, (await caller.FindAsync("events?limit=100")).ToJsonString());
        Assert.Equal(1, third.Stripe.ChargeCount);
    }

    private Task<SandboxServer> StartAsync() =>
        SandboxServer.StartAsync(new SandboxOptions { DataDirectory = _directory });
}
