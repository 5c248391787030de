using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Core.People;
using Portal.Core.Requests;
using Portal.Core.Requests.Replies;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>A city whose letters can be answered, with a Maildir of its own.</summary>
public sealed class ReplyCity : IAsyncLifetime
{
    private int _people;
    private int _mails;

    public City City { get; } = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("maildir").FullName;

    public async Task InitializeAsync()
    {
        City.Settings["Replies:Address"] = "requests@replies.example";
        City.Settings["Replies:Folder"] = Folder;
        await City.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await City.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A question of somebody new, and where the letter about it is answered to.</summary>
    internal async Task<(CustomerRequest Asked, PortalUser By, string To)> AskedAsync()
    {
        var rosa = await City.ResidentAsync($"Rosa {Interlocked.Increment(ref _people)}");
        var asked = await City.AskedAsync(rosa, null);
        var to = await City.ReadAsync(db => db.OutboxMails
            .Where(m => m.ToAddress == rosa.Email && m.Kind == "request_opened").Select(m => m.ReplyTo).SingleAsync());
        return (asked, rosa, to!);
    }

    /// <summary>A mail as it is delivered, with the letter quoted below.</summary>
    internal byte[] Mail(
        string from, string to, string words, string? id = null, string? header = null, byte[]? file = null)
    {
        var body = $"{words}\n\nOn Mon, Nov 2, 2026, the city <a@b.example> wrote:\n> ##- Write above. -##\n>\n"
            + "> We received your request\n";
        var top = $"From: <{from}>\nTo: City <{to}>\nSubject: Re: your request\n"
            + $"Message-ID: <{id ?? $"{Interlocked.Increment(ref _mails)}.{Guid.NewGuid():n}@x"}>\n"
            + (header is null ? "" : header + "\n");
        return Encoding.UTF8.GetBytes(file is null
            ? $"{top}\n{body}"
            : $"{top}Content-Type: multipart/mixed; boundary=b\n\n--b\n\n{body}\n--b\n"
                + "Content-Type: image/jpeg\nContent-Disposition: attachment; filename=photo.jpg\n"
                + $"Content-Transfer-Encoding: base64\n\n{Convert.ToBase64String(file)}\n--b--\n");
    }

    internal Task<bool> TakeAsync(byte[] mail) => City.AskAsync<TakeMail, bool>(async take =>
    {
        await take.RunAsync(mail, "mail", default);
        return true;
    });

    internal Task<ReceivedMail> KeptAsync(byte[] mail)
    {
        var id = IncomingMail.Of(mail, new())!.Id;
        return City.ReadAsync(db => db.Set<ReceivedMail>().AsNoTracking().SingleAsync(m => m.Id == id));
    }
}
