using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Jobs;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Testing;
using Portal.Testing.Mail;

namespace Portal.Core.Tests.Mail;

/// <summary>
/// Whatever a mail server does at whichever verb, a mail is sent once it is kind again, or refused for good by an
/// answer that says so; it is doubled only where the server had the final dot already.
/// </summary>
public sealed class MailFaultTests
{
    private const int Workers = 4;
    private const int Kills = 5;

    private static readonly string[] Answers =
    [
        "421 4.3.2 Closing", "450 4.2.0 Later", "452 4.3.1 Full", "500 5.5.1 What", "535 5.7.8 Who",
        "550 5.1.0 No", "554 5.0.0 Never", ScriptedMailServer.HangUp,
    ];

    /// <summary>1,000 unless the environment asks for more, such as the 10,000 of a release.</summary>
    private static int Letters => int.TryParse(
        Environment.GetEnvironmentVariable("PORTAL_TEST_LETTERS"), CultureInfo.InvariantCulture, out var more)
        ? more
        : 1_000;

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("EHLO")]
    [InlineData("STARTTLS")]
    [InlineData("AUTH")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData("DOT")]
    [InlineData("QUIT")]
    public async Task Refused_or_cut_off_at_a_verb_no_mail_is_lost(string verb)
    {
        await using var server = ScriptedMailServer.Start();
        await using var city = await CityAsync(server, verb);
        var faults = new List<string>();
        foreach (var answer in Answers)
        {
            server.Answer = (at, _) => Task.FromResult(
                at == verb ? answer : at == "EHLO" && verb == "STARTTLS" ? "250-here\r\n250 STARTTLS" : null);
            var mail = await QueueAsync(city, 1);
            await RunAsync(city);
            if (verb == "STARTTLS")
            {
                // Nothing goes without the encryption that we must have.
                if (await WaitingAsync(city) == 0) { faults.Add($"{answer}: sent in the clear"); }

                continue;
            }

            server.Answer = (_, _) => Task.FromResult<string?>(null);
            await UntilDoneAsync(city);
            var id = mail.Single();
            var state = await city.ReadAsync(db =>
                db.OutboxMails.Where(m => m.Id == id).Select(m => m.State).SingleAsync());
            var times = server.Delivered.Count(d => d.StartsWith($"{id:N}@", StringComparison.Ordinal));
            var mayRefuse = answer[0] == '5' && verb is "MAIL" or "RCPT" or "DATA" or "DOT";
            if (!(state == OutboxMailState.Sent && times >= 1) && !(mayRefuse && state == OutboxMailState.Refused))
            {
                faults.Add($"{answer}: {state}, {times} times");
            }

            if (times > 1 && verb != "DOT") { faults.Add($"{answer}: sent {times} times"); }
        }

        Faults.None(faults);
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("RCPT")]
    [InlineData("DOT")]
    public async Task A_server_that_keeps_silent_is_left_after_a_while(string verb)
    {
        await using var server = ScriptedMailServer.Saying(verb, ScriptedMailServer.Silence);
        await using var city = await CityAsync(server, verb, patience: "00:00:00.5");
        await QueueAsync(city, 1);

        await RunAsync(city);

        var mail = await city.ReadAsync(db => db.OutboxMails.AsNoTracking().SingleAsync());
        Assert.Equal((OutboxMailState.Waiting, 1), (mail.State, mail.Attempts));
        server.Answer = (_, _) => Task.FromResult<string?>(null);
        await UntilDoneAsync(city);
        Assert.Equal(
            OutboxMailState.Sent, await city.ReadAsync(db => db.OutboxMails.Select(m => m.State).SingleAsync()));
    }

    [Fact]
    public async Task Workers_killed_in_the_midst_of_many_letters_lose_none()
    {
        await using var server = ScriptedMailServer.Start();
        await using var city = await CityAsync(server, "");
        var (letters, kills) = (Letters, 0);
        server.Answer = async (verb, _) =>
        {
            if (verb == "DOT" && server.Delivered.Count > letters / (Kills + 1) * (kills + 1) && kills < Kills)
            {
                Interlocked.Increment(ref kills);
                await city.KillConnectionsAsync();
            }

            return null;
        };
        await QueueAsync(city, letters);

        for (var round = 0; round < letters && await WaitingAsync(city) > 0; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
            {
                var work = RunAsync(city);
                await ((Task)work).ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }));
            city.Clock.Advance(MailBatch.Lease + TimeSpan.FromSeconds(1));
        }

        Assert.InRange(kills, Kills, Kills + Workers);
        Assert.Equal(letters, server.Delivered.Distinct().Count());
        Assert.InRange(server.Delivered.Count, letters, letters + (kills * Workers));
    }

    private static async Task<City> CityAsync(ScriptedMailServer server, string verb, string? patience = null)
    {
        var city = new City();
        city.Settings["Mail:Host"] = "127.0.0.1";
        city.Settings["Mail:Port"] = $"{server.Port}";
        if (patience is not null) { city.Settings["Mail:Patience"] = patience; }

        if (verb == "STARTTLS") { city.Settings["Mail:StartTls"] = "true"; }

        if (verb == "AUTH") { (city.Settings["Mail:UserName"], city.Settings["Mail:Password"]) = ("portal", "secret"); }

        await city.InitializeAsync();
        return city;
    }

    private static async Task UntilDoneAsync(City city)
    {
        for (var i = 0; i < 6 && await WaitingAsync(city) > 0; i++)
        {
            await city.AskAsync<LiftMailPause, Outcome<MailPause>>(act => act.RunAsync(new(Actor.System), default));
            city.Clock.Advance(TimeSpan.FromHours(1));
            await RunAsync(city);
        }
    }

    private static Task<int> WaitingAsync(City city) =>
        city.ReadAsync(db => db.OutboxMails.CountAsync(m => m.State == OutboxMailState.Waiting));

    private static Task<QueueRound> RunAsync(City city) =>
        city.AskAsync<SendWaitingMail, QueueRound>(act => act.RunAsync(default));

    private static async Task<IReadOnlyList<Guid>> QueueAsync(City city, int count)
    {
        await using var scope = city.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var before = city.Clock.GetUtcNow();
        await using var tx = await db.Database.BeginTransactionAsync();
        for (var i = 0; i < count; i++)
        {
            await scope.ServiceProvider.GetRequiredService<QueueMail>().RunAsync(
                new(
                    new MailRecipient("Rosa", $"rosa{i}@d{i % 97}.example", "en"),
                    new PaymentNotTakenLetter("Rosa", new Usd(8410), new(2026, 11, 16), new("https://pay.example/pay")),
                    $"test:{Guid.NewGuid()}"),
                default);
        }

        await tx.CommitAsync();
        return await db.OutboxMails.Where(m => m.State == OutboxMailState.Waiting && m.CreatedAt >= before)
            .OrderByDescending(m => m.Id).Take(count).Select(m => m.Id).ToListAsync();
    }
}
