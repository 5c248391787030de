using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Jobs;
using Portal.Core.Mail;
using Portal.Core.Mail.Bounces;
using Portal.Testing;

namespace Portal.Core.Tests.Mail.Bounces;

/// <summary>What must not be lost: a file that cannot be read, and a letter to an address given up meanwhile.</summary>
public sealed class HeldMailTests(BounceCity mails) : IClassFixture<BounceCity>
{
    private City City => mails.City;

    [Fact]
    public async Task A_file_that_cannot_be_read_holds_up_no_other_and_is_put_aside_after_an_hour()
    {
        var folder = Path.Combine(mails.Folder, "held");
        var inbox = Directory.CreateDirectory(Path.Combine(folder, "new")).FullName;
        for (var no = 0; no < 60; no++)
        {
            var bad = Path.Combine(inbox, $"1.{no:00}.bad");
            await File.WriteAllTextAsync(bad, "x");
            File.SetLastWriteTimeUtc(bad, City.Clock.GetUtcNow().AddHours(no == 0 ? -2 : 0).UtcDateTime);
        }

        await File.WriteAllTextAsync(Path.Combine(inbox, "2.good"), "x");
        await Assert.ThrowsAsync<AggregateException>(() => City.AskAsync<Maildir, QueueRound>(act => act.RunAsync(
            folder, 1000, (_, name) => name[0] == '1' ? throw new FormatException("bad") : Task.CompletedTask,
            default)));

        Assert.Equal(59, Directory.GetFiles(inbox).Length);
        Assert.True(File.Exists(Path.Combine(folder, "cur", "2.good:2,")));
        Assert.True(File.Exists(Path.Combine(folder, "cur", "1.00.bad:2,F")));
        Assert.Contains(await mails.TasksAsync(null), t => t.DedupeKey == "mail_file:1.00.bad");
    }

    [Fact]
    public async Task A_letter_to_the_address_that_a_customer_had_goes_on_paper()
    {
        var account = await City.AccountAsync("Ana", "now@example.com");
        var mail = await City.ReadAsync(async db =>
        {
            var now = City.Clock.GetUtcNow();
            db.Add(new ContactChange
            {
                Id = Guid.CreateVersion7(), CustomerId = account.CustomerId, Part = ContactPart.Email,
                Before = "before@example.com", After = "now@example.com", ChangedBy = "system", ChangedAt = now,
            });
            var owed = new OutboxMail
            {
                Id = Guid.CreateVersion7(), DedupeKey = $"payment_returned:{Guid.NewGuid()}", Kind = "payment_returned",
                CustomerAccountId = account.Id, Language = "en", ToName = "Ana", ToAddress = "before@example.com",
                Subject = "Your payment was returned", Text = "It was returned.", Html = "<p>It was returned.</p>",
                Duty = LetterDuty.Required, State = OutboxMailState.Sent, SentAt = now, CreatedAt = now,
            };
            db.Add(owed);
            await db.SaveChangesAsync();
            return owed;
        });

        await mails.TakeAsync(BounceCity.Report(mail, BounceCity.Hard));

        Assert.Single(await mails.TasksAsync(account.Id), t => t.Kind == "letter_by_post");
    }
}
