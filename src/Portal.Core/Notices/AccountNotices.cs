using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Mail;

namespace Portal.Core.Notices;

/// <summary>Notices of accounts, for whoever may see the accounts.</summary>
public static class AccountNotices
{
    /// <summary>A line of a list.</summary>
    /// <param name="OnPaper">It went, or goes, on paper.</param>
    public sealed record Row(
        Guid Id, int Number, string Kind, string Subject, string Language, DateOnly Day, NoticeRecipient Recipient,
        bool IsMailed, bool OnPaper, Guid AccountId, string AccountNumber);

    /// <summary>As many as a page of a list shows.</summary>
    public const int Most = 200;

    /// <summary>Newest first.</summary>
    /// <param name="accounts">What the reader may see.</param>
    /// <param name="toCustomer">Only what was for the customer: an occupant's letter is not theirs.</param>
    public static async Task<IReadOnlyList<Row>> ListAsync(
        PortalDbContext db, IQueryable<CustomerAccount> accounts, bool toCustomer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await (
            from notice in db.Set<Notice>()
            join account in accounts on notice.CustomerAccountId equals account.Id
            where !toCustomer || notice.Recipient == NoticeRecipient.Customer
            orderby notice.Day descending, notice.Number descending
            select new Row(
                notice.Id, notice.Number, notice.Kind, notice.Subject, notice.Language, notice.Day, notice.Recipient,
                notice.IsMailed, db.Set<NoticePaper>().Any(p => p.NoticeId == notice.Id), account.Id, account.Number))
            .AsNoTracking().Take(Most).ToListAsync(ct);
    }

    /// <summary>One notice; null where the reader may not see it, or there is none.</summary>
    public static Task<Notice?> FindAsync(
        PortalDbContext db, IQueryable<CustomerAccount> accounts, Guid id, bool toCustomer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Notice>().AsNoTracking().SingleOrDefaultAsync(
            n => n.Id == id && accounts.Any(a => a.Id == n.CustomerAccountId)
                && (!toCustomer || n.Recipient == NoticeRecipient.Customer), ct);
    }

    /// <summary>The notice that a mail carries; null for another mail, or another account's.</summary>
    public static async Task<Guid?> OfMailAsync(
        PortalDbContext db, Guid accountId, OutboxMail mail, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(mail);
        if (!mail.DedupeKey.StartsWith(Notice.MailedAs, StringComparison.Ordinal)) { return null; }

        var cause = mail.DedupeKey[Notice.MailedAs.Length..];
        return await db.Set<Notice>().Where(n => n.DedupeKey == cause && n.CustomerAccountId == accountId)
            .Select(n => (Guid?)n.Id).SingleOrDefaultAsync(ct);
    }
}
