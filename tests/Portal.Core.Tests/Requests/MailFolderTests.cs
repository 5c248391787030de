using Microsoft.EntityFrameworkCore;
using Portal.Core.Jobs;
using Portal.Core.Requests;
using Portal.Core.Requests.Replies;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>The folder in which a mail server leaves answers: read by any number of workers, which may die.</summary>
public sealed class MailFolderTests(ReplyCity replies) : IClassFixture<ReplyCity>
{
    private City City => replies.City;

    private string Inbox => Directory.CreateDirectory(Path.Combine(replies.Folder, "new")).FullName;

    private string Done => Path.Combine(replies.Folder, "cur");

    [Fact]
    public async Task A_worker_that_dies_before_or_after_it_committed_loses_and_doubles_nothing()
    {
        var (asked, rosa, to) = await replies.AskedAsync();
        var mail = replies.Mail(rosa.Email!, to, "I will be home.");
        var file = Path.Combine(Inbox, "1.dies.host");
        await File.WriteAllBytesAsync(file, mail);

        var dies = DyingCommits.Switch();
        dies.Value = true;
        await Assert.ThrowsAsync<AggregateException>(RoundAsync);
        dies.Value = false;
        Assert.True(File.Exists(file));
        Assert.Equal(0, await WrittenAsync(asked));

        // Dead after the commit, before the move.
        await replies.TakeAsync(mail);
        Assert.True(File.Exists(file));
        await RoundAsync();

        Assert.Equal(1, await WrittenAsync(asked));
        Assert.False(File.Exists(file));
        Assert.True(File.Exists(Path.Combine(Done, "1.dies.host:2,")));
    }

    [Fact]
    public async Task Four_workers_on_one_folder_join_each_mail_once()
    {
        var (asked, rosa, to) = await replies.AskedAsync();
        for (var no = 0; no < 12; no++)
        {
            await File.WriteAllBytesAsync(
                Path.Combine(Inbox, $"2.{no:00}.host"), replies.Mail(rosa.Email!, to, $"Number {no}"));
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RoundAsync()));

        Assert.Equal(12, await WrittenAsync(asked));
        Assert.Empty(Directory.GetFiles(Inbox, "2.*"));
    }

    [Fact]
    public async Task A_file_too_large_or_empty_waits_in_the_list_and_stays_in_the_folder()
    {
        await using (var large = File.Create(Path.Combine(Inbox, "3.large.host")))
        {
            large.SetLength(IncomingMail.LargestBytes + 1);
        }

        await RoundAsync();

        Assert.Equal(MailWhy.Large, await City.ReadAsync(db => db.Set<ReceivedMail>()
            .Where(m => m.MessageId == "3.large.host").Select(m => m.Why).SingleAsync()));
        Assert.True(File.Exists(Path.Combine(Done, "3.large.host:2,")));
    }

    [SharedDataFact("bounces")]
    public async Task Seventy_real_reports_of_delivery_are_read_and_none_joins_anything()
    {
        var mails = Directory.GetFiles(SharedData.Path("bounces"), "*.eml");

        foreach (var mail in mails) { await replies.TakeAsync(await File.ReadAllBytesAsync(mail)); }

        Assert.NotEmpty(mails);
        var names = (await Task.WhenAll(mails.Select(m => File.ReadAllBytesAsync(m))))
            .Select(raw => IncomingMail.Of(raw, new()) is { } read ? read.Id : Guid.Empty).Distinct().ToList();
        Assert.DoesNotContain(Guid.Empty, names);
        var kept = await City.ReadAsync(db => db.Set<ReceivedMail>().Where(m => names.Contains(m.Id))
            .Select(m => m.Fate).ToListAsync());
        Assert.Equal(names.Count, kept.Count);
        Assert.DoesNotContain(MailFate.Joined, kept);
    }

    private Task<QueueRound> RoundAsync() => City.AskAsync<ReadMailFolder, QueueRound>(act => act.RunAsync(default));

    private Task<int> WrittenAsync(CustomerRequest asked) => City.ReadAsync(
        db => db.Set<RequestEvent>().CountAsync(e => e.RequestId == asked.Id && e.Act == RequestAct.Write));
}
