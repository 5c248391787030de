using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.People.Consents;

namespace Portal.Core.Accounts.Notices;

/// <summary>How an account's customer hears of things, asked in several places.</summary>
public static class NoticeQueries
{
    /// <summary>The channel of every topic: what was chosen last, else e-mail; bills by their own rule.</summary>
    public static async Task<Dictionary<NoticeTopic, NoticeChannel>> NoticeChannelsAsync(
        this PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var chosen = await db.Set<NoticeChoice>().Where(c => c.CustomerAccountId == accountId)
            .OrderBy(c => c.ChosenAt).ThenBy(c => c.Id).Select(c => new { c.Topic, c.Channel }).ToListAsync(ct);
        var channels = Enum.GetValues<NoticeTopic>().ToDictionary(topic => topic, _ => NoticeChannel.Email);
        foreach (var choice in chosen) { channels[choice.Topic] = choice.Channel; }

        var delivery = await db.CustomerAccounts.Where(a => a.Id == accountId).Select(a => a.BillDelivery)
            .SingleAsync(ct);
        var hasReader = delivery is null && await (
            from link in db.AccountLinks
            join user in db.Users on link.UserId equals user.Id
            where link.CustomerAccountId == accountId && link.EndedAt == null && user.EmailConfirmed
                && link.Level == AccountLevel.Full
            select link.Id).AnyAsync(ct);
        channels[NoticeTopic.Bills] = delivery switch
        {
            BillDelivery.Email when await IsAlsoOnPaperAsync(db, accountId, ct) => NoticeChannel.Both,
            BillDelivery.Email => NoticeChannel.Email,
            BillDelivery.Both => NoticeChannel.Both,
            BillDelivery.Paper => NoticeChannel.Paper,
            _ => hasReader ? NoticeChannel.Both : NoticeChannel.Paper,
        };
        return channels;
    }

    /// <summary>Bills go to another address than the one they were agreed for.</summary>
    private static async Task<bool> IsAlsoOnPaperAsync(PortalDbContext db, Guid accountId, CancellationToken ct) =>
        await BillRecipient.OfAsync(db, accountId, ct) is { ByEmail: true, OnPaper: true };

    /// <summary>The channel of one topic other than bills.</summary>
    internal static async Task<NoticeChannel> NoticeChannelAsync(
        this PortalDbContext db, Guid accountId, NoticeTopic topic, CancellationToken ct) =>
        await db.Set<NoticeChoice>().Where(c => c.CustomerAccountId == accountId && c.Topic == topic)
            .OrderByDescending(c => c.ChosenAt).ThenByDescending(c => c.Id).Select(c => (NoticeChannel?)c.Channel)
            .FirstOrDefaultAsync(ct) ?? NoticeChannel.Email;

    /// <summary>
    /// The mail that came back and sent an account back to paper; null when none did, and once its bills are mailed
    /// again.
    /// </summary>
    public static Task<MailCameBack?> MailCameBackAsync(this PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<MailCameBack>().AsNoTracking().Where(m => m.CustomerAccountId == accountId
                && db.CustomerAccounts.Any(a => a.Id == accountId && a.BillDelivery == BillDelivery.Paper))
            .OrderByDescending(m => m.At).FirstOrDefaultAsync(ct);
    }

    /// <summary>The agreement to bills by e-mail alone that is in force; null when there is none.</summary>
    public static Task<Consent?> PaperlessConsentAsync(this PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Consents.AsNoTracking().Where(c => c.CustomerAccountId == accountId
                && c.Kind == ConsentKind.Paperless && !db.ConsentEnds.Any(e => e.ConsentId == c.Id))
            .OrderByDescending(c => c.GivenAt).FirstOrDefaultAsync(ct);
    }
}
