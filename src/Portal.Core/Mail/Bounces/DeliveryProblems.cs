using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Mail.Bounces;

/// <summary>Addresses where mail is or was stopped, or every report that came, the latest first.</summary>
public sealed record DeliveryProblems(IReadOnlyList<DeliveryProblems.Row> Rows, int Count, int Page)
{
    public const int RowsPerPage = 50;

    /// <summary>Which part of the list.</summary>
    public enum Part
    {
        /// <summary>Addresses that nothing is mailed to.</summary>
        Stopped,

        /// <summary>Those that may be mailed to again.</summary>
        Lifted,

        /// <summary>All reports, also those that stopped nothing.</summary>
        Reports,
    }

    public int Pages => Math.Max(1, (Count + RowsPerPage - 1) / RowsPerPage);

    /// <param name="Stop">Null for a report by itself.</param>
    /// <param name="AccountId">Of the mail; null when it was about none.</param>
    /// <param name="Subject">Of the mail; null when it is not known which it was.</param>
    public sealed record Row(MailBounce Bounce, MailStop? Stop, Guid? AccountId, string? Number, string? Subject);

    /// <param name="find">Part of an address; all when empty.</param>
    public static async Task<DeliveryProblems> OfAsync(
        PortalDbContext db, Part part, string? find, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var typed = (find ?? "").Trim().ToLowerInvariant();
        var all =
            from bounce in db.Set<MailBounce>()
            join stop in db.Set<MailStop>() on bounce.Id equals stop.BounceId into stops
            from stop in stops.DefaultIfEmpty()
            where typed == "" || bounce.Address.Contains(typed)
            where part == Part.Reports || (stop != null && (stop.LiftedAt == null) == (part == Part.Stopped))
            select new { bounce, stop };
        var count = await all.CountAsync(ct);
        var shown = Math.Clamp(page, 1, Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage));
        var rows = await (
            from found in all
            join mail in db.OutboxMails on found.bounce.MailId equals mail.Id into mails
            from mail in mails.DefaultIfEmpty()
            join account in db.CustomerAccounts on mail.CustomerAccountId equals account.Id into accounts
            from account in accounts.DefaultIfEmpty()
            orderby found.bounce.ReceivedAt descending, found.bounce.Id
            select new Row(
                found.bounce, found.stop, account == null ? null : account.Id,
                account == null ? null : account.Number, mail == null ? null : mail.Subject))
            .AsNoTracking().Skip((shown - 1) * RowsPerPage).Take(RowsPerPage).ToListAsync(ct);
        return new(rows, count, shown);
    }
}
