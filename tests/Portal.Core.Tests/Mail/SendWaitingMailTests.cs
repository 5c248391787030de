using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Jobs;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;
using Portal.Testing;
using Portal.Testing.Mail;

namespace Portal.Core.Tests.Mail;

/// <summary>The outbox as workers empty it, against a mail server that does as it is told.</summary>
public sealed class SendWaitingMailTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly City _city = new();
    private readonly ScriptedMailServer _server = ScriptedMailServer.Start();

    public async Task InitializeAsync()
    {
        _city.Settings["Mail:Host"] = "127.0.0.1";
        _city.Settings["Mail:Port"] = $"{_server.Port}";
        await _city.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _city.DisposeAsync();
        await _server.DisposeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    [Fact]
    public async Task A_waiting_mail_is_sent_once_under_the_id_of_its_row()
    {
        await QueueAsync(1);

        await RunAsync();
        await RunAsync();

        var mail = Assert.Single(await MailsAsync());
        Assert.Equal($"{mail.Id:N}@alderfalls.example", Assert.Single(_server.Delivered));
        Assert.Equal((OutboxMailState.Sent, 1, _city.Clock.GetUtcNow()), (mail.State, mail.Attempts, mail.SentAt));
        Assert.Null(mail.NextAt);
    }

    [Fact]
    public async Task Fifty_go_in_a_batch_over_one_connection()
    {
        await QueueAsync(60);

        var (first, second) = (await RunAsync(), await RunAsync());

        Assert.Equal((50, 10, 2), (first.Done, second.Done, _server.Connections));
        Assert.Equal(60, _server.Delivered.Distinct().Count());
    }

    [Fact]
    public async Task A_mail_put_off_is_tried_again_ever_later_and_given_up_after_five_days()
    {
        _server.Answer = (verb, _) => Task.FromResult(verb == "RCPT" ? "450 4.2.1 Greylisted" : null);
        await QueueAsync(1);
        var started = _city.Clock.GetUtcNow();
        var tries = new List<TimeSpan>();

        while (Assert.Single(await MailsAsync()) is { NextAt: { } next })
        {
            _city.Clock.Advance(next - _city.Clock.GetUtcNow());
            tries.Add(next - started);
            await RunAsync();
        }

        Assert.Equal(
            ["00:00:00", "00:01:00", "00:06:00", "00:21:00", "01:21:00", "05:21:00", "17:21:00", "1.17:21:00",
                "2.17:21:00", "3.17:21:00", "4.17:21:00"],
            tries.Select(t => t.ToString()));
        Assert.Equal(OutboxMailState.Expired, Assert.Single(await MailsAsync()).State);
        Assert.Equal("mail_expired", Assert.Single(await TasksAsync()).Kind);
    }

    [Fact]
    public async Task A_refusal_is_final_and_the_office_is_told()
    {
        _server.Answer = (verb, line) => Task.FromResult(
            verb == "RCPT" && line.Contains("rosa0", StringComparison.Ordinal) ? "550 5.1.1 No such person" : null);
        await QueueAsync(2);

        await RunAsync();

        var mails = await MailsAsync();
        Assert.Equal([OutboxMailState.Refused, OutboxMailState.Sent], mails.Select(m => m.State));
        Assert.Contains("5.1.1 No such person", mails[0].LastAnswer, StringComparison.Ordinal);
        var task = Assert.Single(await TasksAsync());
        Assert.Equal("mail_stopped", task.Kind);
        Assert.Contains("rosa0@example.com", task.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_server_turns_us_away_everything_waits_until_a_person_lifts_the_pause()
    {
        _server.Answer = (verb, _) => Task.FromResult(verb == "MAIL" ? "530 5.7.0 Sign in first" : null);
        await QueueAsync(3);

        await RunAsync();
        var connections = _server.Connections;
        _city.Clock.Advance(TimeSpan.FromDays(1));
        await RunAsync();

        Assert.Equal(connections, _server.Connections);
        Assert.All(await MailsAsync(), m => Assert.Equal(OutboxMailState.Waiting, m.State));

        // The one that met the pause has counted its try: it stands behind the others and cannot wait for ever.
        Assert.Equal([0, 0, 1], (await MailsAsync()).Select(m => m.Attempts).Order());
        Assert.Equal("mail_paused", Assert.Single(await TasksAsync()).Kind);

        _server.Answer = (_, _) => Task.FromResult<string?>(null);
        var lifted = await _city.AskAsync<LiftMailPause, Outcome<MailPause>>(
            act => act.RunAsync(new(Actor.System), default));
        await RunAsync();

        Assert.IsType<Outcome<MailPause>.Done>(lifted);
        Assert.All(await MailsAsync(), m => Assert.Equal(OutboxMailState.Sent, m.State));
        Assert.Equal("system", Assert.Single(await TasksAsync()).DoneBy);
        Assert.IsType<Outcome<MailPause>.Refused>(
            await _city.AskAsync<LiftMailPause, Outcome<MailPause>>(act => act.RunAsync(new(Actor.System), default)));
    }

    [Fact]
    public async Task Five_refusals_and_no_acceptance_pause_the_queue_so_that_our_own_fault_costs_five_mails_at_most()
    {
        _server.Answer = (verb, _) => Task.FromResult(verb == "MAIL" ? "550 5.1.8 Sender unknown" : null);
        await QueueAsync(20);

        await RunAsync();
        await RunAsync();

        Assert.Equal(4, (await MailsAsync()).Count(m => m.State == OutboxMailState.Refused));
        Assert.Equal(16, (await MailsAsync()).Count(m => m.State == OutboxMailState.Waiting));
    }

    [Fact]
    public async Task A_server_that_is_away_costs_one_try_of_one_mail_and_the_rest_are_free_at_once()
    {
        _server.Answer = (_, _) => Task.FromResult<string?>(ScriptedMailServer.HangUp);
        await QueueAsync(10);

        var round = await RunAsync();

        Assert.Equal((1, true), (round.Done, round.Rest > TimeSpan.Zero));
        var mails = await MailsAsync();
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], mails.Select(m => m.Attempts));
        Assert.All(mails, m => Assert.Null(m.LeaseBy));
    }

    [Fact]
    public async Task Eight_workers_send_each_mail_once()
    {
        await QueueAsync(200);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while ((await RunAsync()).Done > 0)
            {
            }
        }));

        Assert.Equal(200, _server.Delivered.Count);
        Assert.Equal(200, _server.Delivered.Distinct().Count());
    }

    [Fact]
    public async Task Asked_to_stop_a_worker_finishes_the_mail_in_hand_and_gives_back_the_rest()
    {
        using var stop = new CancellationTokenSource();
        _server.Answer = (verb, _) =>
        {
            if (verb == "DOT")
            {
                stop.Cancel();
            }

            return Task.FromResult<string?>(null);
        };
        await QueueAsync(10);

        await RunAsync(stop.Token);

        var mails = await MailsAsync();
        Assert.Single(mails, m => m.State == OutboxMailState.Sent);
        Assert.All(mails, m => Assert.Null(m.LeaseBy));
    }

    [Fact]
    public async Task Workers_killed_after_the_dot_lose_no_mail_and_send_at_most_that_one_again()
    {
        const int Kills = 5;
        var kills = 0;
        _server.Answer = async (verb, _) =>
        {
            if (verb == "DOT" && _server.Delivered.Count % 11 == 7 && kills < Kills)
            {
                kills++;
                await _city.KillConnectionsAsync();
            }

            return null;
        };
        await QueueAsync(60);

        for (var round = 0; round < 40 && (await MailsAsync()).Any(m => m.State == OutboxMailState.Waiting); round++)
        {
            var work = RunAsync();
            await ((Task)work).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            _city.Clock.Advance(MailBatch.Lease + TimeSpan.FromSeconds(1));
        }

        Assert.Equal(Kills, kills);
        Assert.Equal(60, _server.Delivered.Distinct().Count());
        Assert.InRange(_server.Delivered.Count, 60, 60 + Kills);
        Assert.All(await MailsAsync(), m => Assert.Equal(OutboxMailState.Sent, m.State));
    }

    [Fact]
    public async Task The_receipt_goes_along_as_pdf_made_when_the_mail_is_sent()
    {
        var account = await _city.AccountOwingAsync(84.10m);
        var payment = await _city.PayAsync(account, new Usd(5000));
        await QueueAsync(1, payment);

        await RunAsync();

        var mail = Assert.Single(_server.Mails);
        Assert.Contains($"receipt-{payment.Reference}.pdf", mail, StringComparison.Ordinal);
        Assert.Contains("application/pdf", mail, StringComparison.Ordinal);
    }

    private async Task QueueAsync(int count, Payment? attach = null)
    {
        await using var scope = _city.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        await using var tx = await db.Database.BeginTransactionAsync();
        for (var i = 0; i < count; i++)
        {
            await scope.ServiceProvider.GetRequiredService<QueueMail>().RunAsync(
                new(
                    new MailRecipient("Rosa", $"rosa{i}@example.com", "en"),
                    new PaymentNotTakenLetter("Rosa", new Usd(8410), new(2026, 11, 16), new("https://pay.example/pay")),
                    $"test:{Guid.NewGuid()}")
                {
                    AttachReceiptOf = attach is null ? [] : [attach.Id],
                },
                default);
        }

        await tx.CommitAsync();
    }

    private Task<QueueRound> RunAsync(CancellationToken ct = default) =>
        _city.AskAsync<SendWaitingMail, QueueRound>(act => act.RunAsync(ct));

    private Task<List<OutboxMail>> MailsAsync() =>
        _city.ReadAsync(db => db.OutboxMails.AsNoTracking().OrderBy(m => m.Id).ToListAsync());

    private Task<List<OfficeTask>> TasksAsync() => _city.ReadAsync(db => db.OfficeTasks.AsNoTracking().ToListAsync());
}
