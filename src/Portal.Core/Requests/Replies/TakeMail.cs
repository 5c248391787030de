using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Strangers;
using Portal.Core.Requests.Uploads;

namespace Portal.Core.Requests.Replies;

/// <summary>
/// Takes one mail that came in: an answer from whom a letter went to, at that letter's address and from the e-mail
/// address that is still theirs, joins its request as their message; what a machine wrote is noted and left; everything
/// else waits for the office. The same Message-ID joins once, however often and wherever it is taken. Nothing is
/// refused and nobody is written to, so no two machines can keep each other busy.
/// </summary>
public sealed class TakeMail(
    PortalDbContext db, WriteMessage write, IOptions<ReplySettings> options, BusinessClock clock)
{
    /// <param name="name">Of a file too large to be read; its bytes are not.</param>
    public async Task RunAsync(byte[]? raw, string name, CancellationToken ct)
    {
        if (raw is null or { Length: 0 })
        {
            await KeepAsync(Unread($"{name}", MailWhy.Large), null, MailWhy.Large, ct);
            return;
        }

        var mail = IncomingMail.Of(raw, options.Value);
        await KeepAsync(
            mail ?? Unread(IncomingMail.NameOf(raw), MailWhy.Broken), raw, mail is null ? MailWhy.Broken : null, ct);
    }

    private static IncomingMail Unread(string id, MailWhy why) => new(id, "", "", $"({why})", "", "", [], [], false);

    private async Task KeepAsync(IncomingMail mail, byte[]? raw, MailWhy? fault, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended({mail.MessageId}, 107))", ct);
        if (await db.Set<ReceivedMail>().AsNoTracking().Where(m => m.Id == mail.Id)
            .Select(m => new { m.Words, m.FromAddress, m.Fate }).SingleOrDefaultAsync(ct) is { } before)
        {
            // Of what a machine wrote the words are not kept.
            var isSame = before.FromAddress == mail.FromAddress
                && (before.Fate == MailFate.Ignored ? mail.IsAutomatic : before.Words == mail.Words);
            if (raw is null || isSame) { return; }

            // Message-IDs are their senders' to choose: what differs is not lost, and joins nothing by itself.
            (mail, fault) = (mail with { MessageId = $"{mail.MessageId} {IncomingMail.NameOf(raw)}" }, MailWhy.Again);
            if (await db.Set<ReceivedMail>().AnyAsync(m => m.Id == mail.Id, ct)) { return; }
        }

        var address = await AddressAsync(mail, ct);
        var (why, joined, left) = fault is not null ? (fault, null, [])
            : mail.IsAutomatic ? (MailWhy.Automatic, null, [])
            : await JoinAsync(mail, address, ct);
        var isIgnored = why == MailWhy.Automatic;
        db.Add(new ReceivedMail
        {
            Id = mail.Id, MessageId = mail.MessageId, ReceivedAt = clock.Now, FromName = mail.FromName,
            FromAddress = mail.FromAddress, Subject = mail.Subject, Whole = isIgnored ? "" : mail.Whole,
            Words = isIgnored ? "" : mail.Words, Files = [.. mail.Files.Select(f => f.Name)], LeftOut = left,
            Raw = isIgnored ? null : raw, Why = why, RequestId = joined ?? address?.RequestId,
            Fate = joined is not null ? MailFate.Joined : isIgnored ? MailFate.Ignored : MailFate.Waiting,
            EventId = joined is null ? null : mail.Id,
        });
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
    }

    /// <summary>Whose letter it answers; null when none of its addresses is known.</summary>
    private async Task<ReplyAddress?> AddressAsync(IncomingMail mail, CancellationToken ct)
    {
        var hashes = mail.Tokens.Select(People.Secret.HashOf).ToList();
        return await db.Set<ReplyAddress>().AsNoTracking().Where(a => hashes.Contains(a.TokenHash))
            .OrderBy(a => a.MadeAt).FirstOrDefaultAsync(ct);
    }

    private async Task<(MailWhy? Why, Guid? Joined, string[] LeftOut)> JoinAsync(
        IncomingMail mail, ReplyAddress? address, CancellationToken ct)
    {
        if (address is null) { return (MailWhy.Address, null, []); }

        if (!string.Equals(mail.FromAddress, address.Address, StringComparison.OrdinalIgnoreCase))
        {
            return (MailWhy.Sender, null, []);
        }

        if (!await IsTheirsStillAsync(address, ct)) { return (MailWhy.Access, null, []); }

        var (kept, left) = await SortAsync(mail.Files, ct);
        var outcome = await write.RunAsync(
            new(mail.Id, address.RequestId, await AskerAsync(address, mail.Id, ct), WordsOf(mail), kept), ct);
        if (outcome is Outcome<CustomerRequest>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            return (WhyOf(refusal.Key), null, []);
        }

        return (null, address.RequestId, left);
    }

    /// <summary>A mailbox that somebody gave up may be another's today.</summary>
    private async Task<bool> IsTheirsStillAsync(ReplyAddress address, CancellationToken ct)
    {
        if (address.UserId is { } user)
        {
            return Is(await db.Users.Where(u => u.Id == user).Select(u => u.Email).SingleAsync(ct));
        }

        var about = await db.Set<CustomerRequest>().AsNoTracking().SingleAsync(r => r.Id == address.RequestId, ct);
        if (about.StrangerId is { } stranger)
        {
            return Is(await db.Set<Stranger>().Where(s => s.Id == stranger).Select(s => s.Email).SingleAsync(ct));
        }

        if (about.CustomerAccountId is { } account)
        {
            var connection = (NpgsqlConnection)db.Database.GetDbConnection();
            return Is((await BillRecipient.OfAsync(connection, [account], ct))[account].Email);
        }

        return Is(await db.Set<RequestCaller>().Where(c => c.Id == about.CallerId).Select(c => c.Email)
            .SingleOrDefaultAsync(ct));

        bool Is(string? now) => string.Equals(now, address.Address, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<Asker> AskerAsync(ReplyAddress address, Guid mail, CancellationToken ct)
    {
        if (address.UserId is { } user) { return user; }

        var stranger = await (
            from request in db.Set<CustomerRequest>()
            join who in db.Set<Stranger>() on request.StrangerId equals who.Id
            where request.Id == address.RequestId
            select who).AsNoTracking().SingleOrDefaultAsync(ct);
        return stranger is null ? new Asker.ByMail(address.RequestId, mail) : new Asker.Unknown(stranger);
    }

    /// <summary>Those that may be kept, up to as many as a message takes; and the names of the others.</summary>
    internal static async Task<(IReadOnlyList<Upload> Kept, string[] LeftOut)> SortAsync(
        IReadOnlyList<Upload> files, CancellationToken ct)
    {
        var kept = new List<Upload>();
        foreach (var file in files)
        {
            if (kept.Count < CleanUpload.MostFiles
                && await CleanUpload.OfAsync(file, ct) is Outcome<CleanUpload>.Done)
            {
                kept.Add(file);
            }
        }

        return (kept, [.. files.Except(kept).Select(f => f.Name)]);
    }

    /// <summary>
    /// What joins the thread: a long answer is cut, for the whole of it stays; of a picture alone, its subject.
    /// </summary>
    internal static string WordsOf(IncomingMail mail)
    {
        const string GoesOn = " […]";
        return mail.Words.Length > RichText.Longest
            ? RichText.Plain(mail.Words[..(RichText.Longest - GoesOn.Length - 1)]) + GoesOn
            : mail.Words == "" && mail.Files.Count > 0 ? mail.Subject
            : mail.Words;
    }

    private static MailWhy WhyOf(string refusal) => refusal switch
    {
        "Request_NotFound" => MailWhy.Access,
        "Request_Merged" or "Request_TooOld" or "Dispute_Final" => MailWhy.Over,
        "TooManyTries" => MailWhy.TooMany,
        "Request_WordsMissing" => MailWhy.Empty,
        _ => MailWhy.Other,
    };
}
