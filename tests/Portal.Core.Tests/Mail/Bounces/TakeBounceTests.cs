using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Jobs;
using Portal.Core.Mail;
using Portal.Core.Mail.Bounces;
using Portal.Core.Mail.Letters;
using Portal.Core.Tests.Requests;
using Portal.Testing;

namespace Portal.Core.Tests.Mail.Bounces;

/// <summary>Mail that comes back: joined to ours, counted once, and what follows from it.</summary>
public sealed class TakeBounceTests(BounceCity mails) : IClassFixture<BounceCity>
{
    private City City => mails.City;

    [Fact]
    public async Task Each_mail_has_an_envelope_sender_of_its_own_and_what_was_taken_is_kept()
    {
        var senders = new List<string>();
        mails.Server.Answer = (verb, line) =>
        {
            if (verb == "MAIL") { senders.Add(line); }

            return Task.FromResult<string?>(null);
        };

        var (one, two) = (await mails.LetterAsync("a1@example.com"), await mails.LetterAsync("a2@example.com"));

        Assert.Contains(senders, s => s.Contains($"<bounce+{one.Token}@alderfalls.example>", StringComparison.Ordinal));
        Assert.Contains(senders, s => s.Contains($"<bounce+{two.Token}@alderfalls.example>", StringComparison.Ordinal));
        Assert.Equal((32, $"127.0.0.1:{mails.Server.Port}"), (two.SentSha256!.Length, two.SentServer));
        Assert.Contains("2.0.0 taken", two.LastAnswer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hard_bounce_stops_the_address_and_prints_the_bill_the_same_day()
    {
        var (account, bill, mail) = await mails.BillAsync("gone@example.com");
        Assert.Empty(await mails.PrintsAsync(bill.Id));

        var bounce = await mails.TakeAsync(BounceCity.Report(mail, BounceCity.Hard));

        Assert.Equal((mail.Id, BounceJoin.Token, BounceClass.Hard), (bounce!.MailId, bounce.JoinedBy, bounce.Class));
        Assert.Equal(StopCause.Hard, (await mails.StopAsync("Gone@example.com"))!.Cause);
        Assert.Equal(City.Clock.GetUtcNow(), Assert.Single(await mails.PrintsAsync(bill.Id)).QueuedAt);
        Assert.Single(await mails.TasksAsync(account.Id), t => t.Kind == "mail_stopped");
        var now = await City.ReadAsync(db => db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == account.Id));
        Assert.Equal(BillDelivery.Paper, now.BillDelivery);
    }

    [Fact]
    public async Task The_same_report_counts_once_however_often_and_however_many_at_once()
    {
        var (account, bill, mail) = await mails.BillAsync("often@example.com");
        var report = BounceCity.Report(mail, BounceCity.Hard, id: "same@mx.example.com");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => mails.TakeAsync(report)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => mails.TakeAsync(BounceCity.Report(mail, BounceCity.Hard))));

        Assert.Equal(5, (await mails.BouncesAsync(mail.Id)).Count);
        Assert.Single(await mails.TasksAsync(account.Id), t => t.Kind == "mail_stopped");
        Assert.Single(await mails.PrintsAsync(bill.Id));
        Assert.Equal(1, await City.ReadAsync(db =>
            db.OpenMailStops().CountAsync(s => s.Address == "often@example.com")));
    }

    [Fact]
    public async Task A_token_that_is_none_of_ours_makes_a_report_nobodys()
    {
        var mail = await mails.LetterAsync("forged@example.com");

        var taken = await mails.TakeAsync(BounceCity.Report(
            mail, BounceCity.Hard, to: $"bounce+{new string('0', 32)}@alderfalls.example"));

        Assert.Null(taken);
        Assert.Empty(await mails.BouncesAsync(mail.Id));
        Assert.Null(await mails.StopAsync("forged@example.com"));
    }

    [Fact]
    public async Task Without_a_token_the_message_id_joins_and_the_recipient_alone_stops_nobody()
    {
        var named = await mails.LetterAsync("named@example.com");
        var guessed = await mails.LetterAsync("guess@example.com");

        var byId = await mails.TakeAsync(BounceCity.Report(
            named, BounceCity.Hard, to: "postmaster@alderfalls.example"));
        var byAddress = await mails.TakeAsync(BounceCity.Report(
            guessed, BounceCity.Hard, to: "postmaster@alderfalls.example", returns: false));

        Assert.Equal((named.Id, BounceJoin.MessageId), (byId!.MailId, byId.JoinedBy));
        Assert.NotNull(await mails.StopAsync("named@example.com"));
        Assert.Equal((guessed.Id, BounceJoin.Recipient), (byAddress!.MailId, byAddress.JoinedBy));
        Assert.Null(await mails.StopAsync("guess@example.com"));
        Assert.Contains(await mails.TasksAsync(null), t => t.Kind == "mail_bounce_unproven");
    }

    [Fact]
    public async Task The_third_soft_bounce_of_thirty_days_stops_the_address_and_delays_do_not_count()
    {
        async Task BounceAsync(string status, string action = "failed") => await mails.TakeAsync(BounceCity.Report(
            await mails.LetterAsync("full@example.com"), status, action: action));

        await BounceAsync("5.2.2");
        City.Clock.Advance(TimeSpan.FromDays(31));
        await BounceAsync("5.2.2");
        await BounceAsync("4.4.1", "delayed");
        await BounceAsync("4.2.2");
        Assert.Null(await mails.StopAsync("full@example.com"));
        await BounceAsync("4.7.1");
        Assert.Null(await mails.StopAsync("full@example.com"));
        await BounceAsync("4.4.7");

        Assert.Equal(StopCause.Soft, (await mails.StopAsync("full@example.com"))!.Cause);
    }

    [Fact]
    public async Task A_soft_bounce_of_a_bill_prints_it_and_changes_no_choice()
    {
        var (account, bill, mail) = await mails.BillAsync("busy@example.com");

        await mails.TakeAsync(BounceCity.Report(mail, "4.4.7"));

        Assert.Single(await mails.PrintsAsync(bill.Id));
        Assert.Equal(BillDelivery.Email, await City.ReadAsync(db => db.CustomerAccounts
            .Where(a => a.Id == account.Id).Select(a => a.BillDelivery).SingleAsync()));
    }

    [Fact]
    public async Task A_refusal_by_policy_stops_nobody_and_goes_before_the_office()
    {
        var (account, bill, mail) = await mails.BillAsync("policy@example.com");

        await mails.TakeAsync(BounceCity.Report(mail, "5.7.1"));

        Assert.Null(await mails.StopAsync("policy@example.com"));
        Assert.Single(await mails.PrintsAsync(bill.Id));
        Assert.Single(await mails.TasksAsync(account.Id), t => t.Kind == "mail_policy");
    }

    [Fact]
    public async Task A_complaint_stops_the_address_and_one_about_signatures_does_not()
    {
        var cross = await mails.LetterAsync("cross@example.com");
        var signed = await mails.LetterAsync("dkim@example.com");

        await mails.TakeAsync(BounceCity.Complaint(cross));
        await mails.TakeAsync(BounceCity.Complaint(signed, "auth-failure"));

        Assert.Equal(StopCause.Complaint, (await mails.StopAsync("cross@example.com"))!.Cause);
        Assert.Null(await mails.StopAsync("dkim@example.com"));
    }

    [Fact]
    public async Task What_waits_for_a_stopped_address_is_not_sent_and_a_link_to_sign_in_is()
    {
        var first = await mails.LetterAsync("wait@example.com");
        var (account, bill, waiting) = await mails.BillAsync("wait@example.com", isSent: false);
        await mails.TakeAsync(BounceCity.Report(first, BounceCity.Hard));

        var later = await mails.LetterAsync("wait@example.com");
        var link = await mails.LetterAsync(
            "wait@example.com", letter: new VerifyEmailLetter(new("https://pay.example/signin/confirm?key=k")));

        Assert.Equal(OutboxMailState.Stopped, (await MailAsync(waiting.Id)).State);
        Assert.Single(await mails.PrintsAsync(bill.Id));
        Assert.Equal((OutboxMailState.Stopped, OutboxMailState.Sent), (later.State, link.State));
        Assert.Equal(BillDelivery.Paper, (await City.ReadAsync(db => db.CustomerAccounts.AsNoTracking()
            .SingleAsync(a => a.Id == account.Id))).BillDelivery);
    }

    [Fact]
    public async Task A_mail_that_another_worker_held_as_its_address_was_stopped_is_not_sent_later()
    {
        var first = await mails.LetterAsync("held@example.com");
        var held = await mails.LetterAsync("held@example.com", isSent: false);
        await City.ReadAsync(db => db.OutboxMails.Where(m => m.Id == held.Id).ExecuteUpdateAsync(m => m
            .SetProperty(x => x.LeaseBy, Guid.NewGuid())
            .SetProperty(x => x.LeaseUntil, City.Clock.GetUtcNow().AddMinutes(1))));
        await mails.TakeAsync(BounceCity.Report(first, BounceCity.Hard));
        Assert.Equal(OutboxMailState.Waiting, (await MailAsync(held.Id)).State);

        City.Clock.Advance(TimeSpan.FromMinutes(2));
        await mails.SendAsync();

        Assert.Equal(OutboxMailState.Stopped, (await MailAsync(held.Id)).State);
    }

    [Fact]
    public async Task What_is_owed_and_cannot_be_mailed_is_posted_with_the_words_of_the_mail()
    {
        var account = await City.AccountAsync("Ana", "post@example.com");
        await mails.TakeAsync(BounceCity.Report(await mails.LetterAsync("post@example.com"), BounceCity.Hard));

        var mail = await City.ReadAsync(async db =>
        {
            var owed = new OutboxMail
            {
                Id = Guid.CreateVersion7(), DedupeKey = $"payment_returned:{Guid.NewGuid()}", Kind = "payment_returned",
                CustomerAccountId = account.Id, Language = "en", ToName = "Ana", ToAddress = "post@example.com",
                Subject = "Your payment was returned", Text = "It was returned.", Html = "<p>It was returned.</p>",
                Duty = LetterDuty.Required, State = OutboxMailState.Sent, SentAt = City.Clock.GetUtcNow(),
                CreatedAt = City.Clock.GetUtcNow(),
            };
            db.Add(owed);
            await db.SaveChangesAsync();
            return owed;
        });
        await mails.TakeAsync(BounceCity.Report(mail, BounceCity.Hard));
        await mails.TakeAsync(BounceCity.Report(mail, BounceCity.Hard));

        var post = Assert.Single(await mails.TasksAsync(account.Id), t => t.Kind == "letter_by_post");
        Assert.Contains("It was returned.", post.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_lift_a_stop_with_a_reason_once()
    {
        await mails.TakeAsync(BounceCity.Report(await mails.LetterAsync("lift@example.com"), BounceCity.Hard));
        var clerk = await City.ClerkAsync();
        var stop = (await mails.StopAsync("lift@example.com"))!;
        Task<Outcome<MailStop>> LiftAsync(string? why) => City.AskAsync<LiftMailStop, Outcome<MailStop>>(
            act => act.RunAsync(stop.Id, why, clerk, default));

        Assert.IsType<Outcome<MailStop>.Refused>(await LiftAsync(" "));
        Assert.IsType<Outcome<MailStop>.Done>(await LiftAsync("They called: it works again."));
        Assert.IsType<Outcome<MailStop>.Refused>(await LiftAsync("Again"));

        Assert.Equal(OutboxMailState.Sent, (await mails.LetterAsync("lift@example.com")).State);
        Assert.All(
            (await mails.TasksAsync(null)).Where(t => t.DedupeKey == MailStop.TaskKey(stop.Id)),
            t => Assert.NotNull(t.DoneAt));
    }

    [Fact]
    public async Task The_owner_who_follows_a_link_mailed_there_lifts_it()
    {
        await mails.TakeAsync(BounceCity.Report(await mails.LetterAsync("own@example.com"), BounceCity.Hard));
        var user = (await City.ResidentAsync("Rosa", await City.AccountAsync())).Id;

        await City.PartAsync<LiftMailStop, bool>(async act =>
        {
            await act.VerifiedAsync("OWN@example.com", user, default);
            return true;
        });

        Assert.Null(await mails.StopAsync("own@example.com"));
    }

    [Fact]
    public async Task An_address_that_the_server_itself_says_is_not_there_is_stopped_as_it_is_handed_over()
    {
        mails.Server.Answer = (verb, line) => Task.FromResult(
            verb == "RCPT" && line.Contains("nobody@", StringComparison.Ordinal) ? "550 5.1.1 No such person" : null);

        var mail = await mails.LetterAsync("nobody@example.com");

        Assert.Equal(OutboxMailState.Refused, mail.State);
        Assert.Equal(BounceSource.Answer, Assert.Single(await mails.BouncesAsync(mail.Id)).Source);
        Assert.NotNull(await mails.StopAsync("nobody@example.com"));
    }

    [Fact]
    public async Task The_folder_is_read_by_many_and_each_report_counts_once()
    {
        var inbox = Directory.CreateDirectory(Path.Combine(mails.Folder, "new")).FullName;
        var sent = new List<OutboxMail>();
        for (var i = 0; i < 6; i++) { sent.Add(await mails.LetterAsync($"folder{i}@example.com")); }

        foreach (var mail in sent)
        {
            await File.WriteAllBytesAsync(
                Path.Combine(inbox, $"1.{mail.Id:N}.host"), BounceCity.Report(mail, BounceCity.Hard));
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            City.AskAsync<ReadBounceFolder, QueueRound>(act => act.RunAsync(default))));

        Assert.Empty(Directory.GetFiles(inbox));
        foreach (var mail in sent) { Assert.Single(await mails.BouncesAsync(mail.Id)); }
    }

    private Task<OutboxMail> MailAsync(Guid id) =>
        City.ReadAsync(db => db.OutboxMails.AsNoTracking().SingleAsync(m => m.Id == id));
}
