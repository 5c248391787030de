using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Notices;

/// <summary>
/// The reader of a mail that nobody must get stops its topic from the mail itself, without a sign-in (RFC 8058): alerts
/// of unusual use for that account. Asked again, changes nothing. Refuses a link of no such mail; a mail that a law or
/// a bill rests on has none.
/// </summary>
public sealed class StopFromMail(PortalDbContext db, BusinessClock clock)
{
    /// <summary>Whether the link belongs to a mail that can be stopped.</summary>
    public async Task<bool> IsKnownAsync(string? token, CancellationToken ct) => await FindAsync(token, ct) is not null;

    /// <returns>False when the topic was off already.</returns>
    public async Task<Outcome<bool>> RunAsync(string? token, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await FindAsync(token, ct) is not { CustomerAccountId: { } account } mail)
        {
            return new Refusal("Notice_LinkUnknown");
        }

        await db.LockAccountAsync(account, ct);
        if (await db.NoticeChannelAsync(account, NoticeTopic.UseAlerts, ct) == NoticeChannel.Off) { return false; }

        var by = Actor.Mail(mail.Id).Name;
        db.Add(new NoticeChoice
        {
            Id = Guid.CreateVersion7(), CustomerAccountId = account, Topic = NoticeTopic.UseAlerts,
            Channel = NoticeChannel.Off, ChosenBy = by, ChosenAt = clock.Now,
        });
        db.Add(AuditEntry.Of(clock.Now, by, nameof(StopFromMail), account, new { mail = mail.Id }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return true;
    }

    private Task<OutboxMail?> FindAsync(string? token, CancellationToken ct) =>
        db.OutboxMails.AsNoTracking().SingleOrDefaultAsync(
            m => m.StopToken == token && m.Duty == LetterDuty.Optional && m.CustomerAccountId != null, ct);
}
