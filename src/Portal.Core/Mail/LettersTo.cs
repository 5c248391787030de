using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Billing;
using Portal.Core.Billing.Printing;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Core.Mail;

/// <summary>
/// The letters that a resident may read again: those to themselves, and, of accounts that they manage, those to the
/// account's contact. A letter to anybody else, a guest's receipt or another resident's, is never among them, for it
/// may tell whose card was used.
/// </summary>
public static class LettersTo
{
    public const int PageSize = 25;

    /// <summary>Kind of the office's task to post a letter.</summary>
    internal const string ByPost = "letter_by_post";

    /// <summary>
    /// Kind of its task to post a copy to a third party: where they live is nobody's to read but the office's.
    /// </summary>
    internal const string CopyByPost = "copy_by_post";

    /// <summary>A letter in the list.</summary>
    /// <param name="Page">Where it is read; null where there is no more to read.</param>
    public sealed record Row(
        DateTimeOffset At, string Subject, string To, LetterState State, DateTimeOffset? DoneAt, string? Page);

    /// <summary>Mails that this person may read.</summary>
    public static IQueryable<OutboxMail> MailsTo(this PortalDbContext db, Guid userId)
    {
        ArgumentNullException.ThrowIfNull(db);
        var managed = db.ManagedBy(userId);
        return db.OutboxMails.Where(m => m.UserId == userId
            || (m.UserId == null && managed.Any(a => a.Id == m.CustomerAccountId
                && (db.Customers.Any(c => c.Id == a.CustomerId && c.Email == m.ToAddress)
                    || db.ContactChanges.Any(c => c.CustomerId == a.CustomerId && c.Part == ContactPart.Email
                        && c.Before == m.ToAddress)
                    || db.Users.Any(u => u.Id == userId && u.EmailConfirmed && u.Email == m.ToAddress)
                    // Before they signed in with another; later mail to it may be a stranger's.
                    || db.EmailChanges.Any(c => c.UserId == userId && c.Kind == EmailChangeKind.SignIn
                        && c.OldAddress == m.ToAddress && c.ConfirmedAt > m.CreatedAt)))));
    }

    /// <summary>Letters that the office posts for accounts that this person manages.</summary>
    public static IQueryable<OfficeTask> PostedTo(this PortalDbContext db, Guid userId)
    {
        ArgumentNullException.ThrowIfNull(db);
        var managed = db.ManagedBy(userId);
        return db.OfficeTasks.Where(t => t.Kind == ByPost && managed.Any(a => a.Id == t.CustomerAccountId));
    }

    /// <summary>Mails, posted letters and bills on paper, newest first.</summary>
    public static async Task<(IReadOnlyList<Row> Rows, int Count)> ListAsync(
        PortalDbContext db, Guid userId, int page, CancellationToken ct)
    {
        var wanted = Math.Clamp(page, 1, 1000) * PageSize;
        var mails = db.MailsTo(userId).AsNoTracking();
        var posted = db.PostedTo(userId).AsNoTracking();
        var prints = PrintsTo(db, userId);
        var count = await mails.CountAsync(ct) + await posted.CountAsync(ct) + await prints.CountAsync(ct);
        var rows = (await mails.OrderByDescending(m => m.CreatedAt).Take(wanted)
                .Select(m => new { m.Id, m.CreatedAt, m.Subject, m.ToAddress, m.State, m.SentAt }).ToListAsync(ct))
            .Select(m => new Row(
                m.CreatedAt, m.Subject, m.ToAddress, StateOf(m.State), m.SentAt, $"/my/letters/{m.Id}"))
            .Concat((await posted.OrderByDescending(t => t.CreatedAt).Take(wanted).ToListAsync(ct))
                .Select(t => new Row(
                    t.CreatedAt, t.Detail.Split('\n')[0], "",
                    t.DoneAt is null ? LetterState.ToPost : LetterState.Posted,
                    t.DoneAt, $"/my/letters/post/{t.Id}")))
            .Concat((await prints.OrderByDescending(p => p.QueuedAt).Take(wanted).ToListAsync(ct))
                .Select(p => new Row(
                    p.QueuedAt, "", "", p.MailedAt is null ? LetterState.ToPrint : LetterState.PrintedMailed,
                    p.MailedAt, $"/my/bills/{p.BillId}")));
        return ([.. rows.OrderByDescending(r => r.At).Skip(wanted - PageSize).Take(PageSize)], count);
    }

    private static IQueryable<Print> PrintsTo(PortalDbContext db, Guid userId) =>
        from print in db.Set<BillPrint>()
        join bill in db.Bills on print.BillId equals bill.Id
        join account in db.ManagedBy(userId) on bill.CustomerAccountId equals account.Id
        join batch in db.Set<PrintBatch>() on print.BatchId equals batch.Id into batches
        from batch in batches.DefaultIfEmpty()
        where print.WithdrawnAt == null
        select new Print
        {
            BillId = bill.Id, QueuedAt = print.QueuedAt, MailedAt = batch == null ? null : batch.MailedAt,
        };

    private static LetterState StateOf(OutboxMailState state) => state switch
    {
        OutboxMailState.Waiting => LetterState.Waiting,
        OutboxMailState.Sent => LetterState.Sent,
        OutboxMailState.Refused => LetterState.Refused,
        OutboxMailState.Expired => LetterState.Expired,
        OutboxMailState.Stopped => LetterState.Stopped,
        _ => throw new InvalidOperationException($"Unknown mail state {state}."),
    };

    private sealed class Print
    {
        public required Guid BillId { get; init; }

        public required DateTimeOffset QueuedAt { get; init; }

        public required DateTimeOffset? MailedAt { get; init; }
    }
}

/// <summary>How far a letter has come, mailed or on paper.</summary>
public enum LetterState
{
    /// <summary>Goes out in a moment, or is tried again.</summary>
    Waiting,

    /// <summary>The other mail server took it.</summary>
    Sent,

    /// <summary>The other mail server said never.</summary>
    Refused,

    /// <summary>Tried for days in vain.</summary>
    Expired,

    /// <summary>Nothing is mailed to its address.</summary>
    Stopped,

    /// <summary>The office has yet to post it.</summary>
    ToPost,

    Posted,

    /// <summary>A bill that waits for the printer.</summary>
    ToPrint,

    PrintedMailed,
}
