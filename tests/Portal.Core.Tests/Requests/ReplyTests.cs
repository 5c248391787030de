using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Core.Requests;
using Portal.Core.Requests.Replies;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>Answers by e-mail join the request that their letter was about, once, only from whom it went to.</summary>
public sealed class ReplyTests(ReplyCity replies) : IClassFixture<ReplyCity>
{
    private City City => replies.City;

    [Fact]
    public async Task An_answer_joins_the_thread_with_its_files_and_what_it_quotes_is_kept_apart()
    {
        var (asked, rosa, to) = await replies.AskedAsync();
        var mail = replies.Mail(rosa.Email!, to, "It was the toilet.\n\nThank you", file: Pictures.Jpeg(8, 8));

        await replies.TakeAsync(mail);

        var entry = (await RecordAsync(asked)).Entries[^1];
        Assert.Equal((RequestAct.Write, "It was the toilet.\n\nThank you"), (entry.Event.Act, entry.Message!.Body));
        Assert.Equal($"resident:{rosa.Id}", entry.Event.By);
        Assert.Equal(["photo.jpg"], entry.Files.Select(f => f.Name));
        var kept = await replies.KeptAsync(mail);
        Assert.Equal((MailFate.Joined, asked.Id, entry.Event.Id), (kept.Fate, kept.RequestId, kept.EventId));
        Assert.Contains("> We received your request", kept.Whole, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_after_the_end_opens_the_request_again()
    {
        var (asked, rosa, to) = await replies.AskedAsync();
        City.Done(await City.AnswerAsync(asked, await City.ClerkAsync()));

        await replies.TakeAsync(replies.Mail(rosa.Email!, to, "It still runs."));

        Assert.Equal(RequestState.Reopened, (await City.NowAsync(asked)).State);
    }

    [Fact]
    public async Task Eight_workers_with_one_mail_join_it_once()
    {
        var (asked, rosa, to) = await replies.AskedAsync();
        var mail = replies.Mail(rosa.Email!, to, "Once.");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => replies.TakeAsync(mail)));

        Assert.Single((await RecordAsync(asked)).Entries, e => e.Event.Act == RequestAct.Write);
    }

    [Fact]
    public async Task The_same_message_id_with_other_words_joins_nothing_and_is_not_lost()
    {
        var (asked, rosa, to) = await replies.AskedAsync();
        await replies.TakeAsync(replies.Mail(rosa.Email!, to, "First.", id: "same@x"));

        await replies.TakeAsync(replies.Mail(rosa.Email!, to, "Second.", id: "same@x"));

        Assert.Single((await RecordAsync(asked)).Entries, e => e.Event.Act == RequestAct.Write);
        var waiting = await City.ReadAsync(db => db.Set<ReceivedMail>().AsNoTracking()
            .Where(m => m.RequestId == asked.Id && m.Fate == MailFate.Waiting).SingleAsync());
        Assert.Equal((MailWhy.Again, "Second."), (waiting.Why, waiting.Words));
    }

    [Fact]
    public async Task From_somebody_else_it_waits_until_the_office_joins_it()
    {
        var (asked, _, to) = await replies.AskedAsync();
        var clerk = await City.ClerkAsync();
        var mail = replies.Mail("cousin@example.com", to, "She asked me to say: it runs at night.");

        await replies.TakeAsync(mail);

        var kept = await replies.KeptAsync(mail);
        Assert.Equal((MailFate.Waiting, MailWhy.Sender, asked.Id), (kept.Fate, kept.Why, kept.RequestId));
        Assert.Single((await RecordAsync(asked)).Entries);
        Assert.Equal("Mail_RequestUnknown", (await JoinAsync(kept, "Q-999999", clerk)).Key());
        var both = await Task.WhenAll(JoinAsync(kept, asked.Label, clerk), JoinAsync(kept, asked.Label, clerk));
        Assert.All(both, o => City.Done(o));
        Assert.Equal($"mail:{kept.Id}", (await RecordAsync(asked)).Entries.Single(
            e => e.Event.Act == RequestAct.Write).Event.By);
        Assert.Equal("Mail_Decided", (await DiscardAsync(kept, "No", clerk)).Key());
    }

    [Fact]
    public async Task From_an_address_that_they_have_no_more_it_waits()
    {
        var (asked, rosa, to) = await replies.AskedAsync();
        var mail = replies.Mail(rosa.Email!, to, "This mailbox is mine now.");
        await City.ReadAsync(db => db.Users.Where(u => u.Id == rosa.Id).ExecuteUpdateAsync(
            u => u.SetProperty(x => x.Email, "new.rosa@example.com")
                .SetProperty(x => x.NormalizedEmail, "NEW.ROSA@EXAMPLE.COM")));

        await replies.TakeAsync(mail);

        var kept = await replies.KeptAsync(mail);
        Assert.Equal((MailFate.Waiting, MailWhy.Access, asked.Id), (kept.Fate, kept.Why, kept.RequestId));
        Assert.Single((await RecordAsync(asked)).Entries);
    }

    [Theory]
    [InlineData(false, MailFate.Joined)]
    [InlineData(true, MailFate.Waiting)]
    public async Task As_the_customer_writes_who_has_the_accounts_address_of_today(bool isChanged, MailFate fate)
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var account = await City.AccountAsync(email: email);
        var asked = await City.AskedAsync(await City.ResidentAsync("Rosa", account), account);
        var to = await City.ReadAsync(db => db.OutboxMails
            .Where(m => m.ToAddress == email && m.Kind == "request_opened").Select(m => m.ReplyTo).SingleAsync());
        if (isChanged)
        {
            await City.ReadAsync(db => db.Customers.Where(c => c.Id == account.CustomerId)
                .ExecuteUpdateAsync(c => c.SetProperty(x => x.Email, $"new.{email}")));
        }

        var mail = replies.Mail(email, to!, "It runs at night.");
        await replies.TakeAsync(mail);

        Assert.Equal(fate, (await replies.KeptAsync(mail)).Fate);
        Assert.Equal(isChanged ? 1 : 2, (await RecordAsync(asked)).Entries.Count);
    }

    [Fact]
    public async Task What_belongs_nowhere_is_discarded_with_a_reason_once()
    {
        var clerk = await City.ClerkAsync();
        var mail = replies.Mail("spam@example.com", $"requests+{new string('0', 40)}@replies.example", "Buy this");
        await replies.TakeAsync(mail);
        var kept = await replies.KeptAsync(mail);
        Assert.Equal((MailFate.Waiting, MailWhy.Address), (kept.Fate, kept.Why));

        Assert.Equal("Mail_ReasonMissing", (await DiscardAsync(kept, " ", clerk)).Key());
        City.Done(await DiscardAsync(kept, "Advertising", clerk));
        City.Done(await DiscardAsync(kept, "Advertising", clerk));

        Assert.Equal("Advertising", (await replies.KeptAsync(mail)).Reason);
        Assert.Equal("Mail_NotFound", (await City.AskAsync<DecideMail, Outcome<ReceivedMail>>(
            act => act.DiscardAsync(Guid.NewGuid(), "x", clerk, default))).Key());
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied")]
    [InlineData("Precedence: bulk")]
    [InlineData("Return-Path: <>")]
    [InlineData("X-Autoreply: yes")]
    [InlineData("List-Id: <news.example.com>")]
    [InlineData("Content-Type: multipart/report; boundary=x")]
    public async Task What_a_machine_wrote_joins_nothing_and_waits_for_nobody(string header)
    {
        var (asked, rosa, to) = await replies.AskedAsync();
        var mail = replies.Mail(rosa.Email!, to, "I am away.", header: header);

        await replies.TakeAsync(mail);
        await replies.TakeAsync(mail);

        Assert.Equal(MailFate.Ignored, (await replies.KeptAsync(mail)).Fate);
        Assert.Single((await RecordAsync(asked)).Entries);
        Assert.Equal(1, await City.ReadAsync(db => db.Set<ReceivedMail>().CountAsync(m => m.RequestId == asked.Id)));
    }

    [Fact]
    public async Task A_request_that_ended_long_ago_is_not_opened_by_mail()
    {
        var (asked, rosa, to) = await replies.AskedAsync();
        City.Done(await City.AnswerAsync(asked, await City.ClerkAsync(), RequestAct.Close));
        await City.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update customer_request set changed_at = changed_at - interval '91 days' where id = {asked.Id}"));
        var mail = replies.Mail(rosa.Email!, to, "Hello again");

        await replies.TakeAsync(mail);

        Assert.Equal(MailWhy.Over, (await replies.KeptAsync(mail)).Why);
    }

    [Fact]
    public async Task Files_that_cannot_be_kept_are_left_out_and_named()
    {
        var (asked, rosa, to) = await replies.AskedAsync();
        var mail = replies.Mail(rosa.Email!, to, "See the file.", file: "MZ not a picture"u8.ToArray());

        await replies.TakeAsync(mail);

        Assert.Equal("See the file.", (await RecordAsync(asked)).Entries[^1].Message!.Body);
        Assert.Equal(["photo.jpg"], (await replies.KeptAsync(mail)).LeftOut);
    }

    [Fact]
    public async Task The_address_of_a_letter_is_forgotten_by_the_outbox_and_kept_as_a_hash()
    {
        var (asked, rosa, to) = await replies.AskedAsync();

        var hash = await City.ReadAsync(db => db.Set<ReplyAddress>().Where(a => a.RequestId == asked.Id)
            .Select(a => a.TokenHash).SingleAsync());

        Assert.Equal(Secret.HashOf(to.Split('+')[1].Split('@')[0]), hash);
        var text = await City.ReadAsync(db => db.OutboxMails.Where(m => m.ToAddress == rosa.Email!)
            .Select(m => m.Text).FirstAsync());
        Assert.StartsWith("##-", text, StringComparison.Ordinal);
    }

    private async Task<RequestRecord> RecordAsync(CustomerRequest asked) => (await City.ReadAsync(
        db => RequestRecord.OfAsync(db, db.Set<CustomerRequest>(), asked.Id, withNotes: true, default)))!;

    private Task<Outcome<ReceivedMail>> JoinAsync(ReceivedMail mail, string number, Guid clerk) =>
        City.AskAsync<DecideMail, Outcome<ReceivedMail>>(a => a.JoinAsync(mail.Id, number, clerk, default));

    private Task<Outcome<ReceivedMail>> DiscardAsync(ReceivedMail mail, string reason, Guid clerk) =>
        City.AskAsync<DecideMail, Outcome<ReceivedMail>>(a => a.DiscardAsync(mail.Id, reason, clerk, default));
}
