using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Core.Accounts.Record;

/// <summary>
/// What else happened on an account: attempts to pay, money in suspense, mail, tasks, and who looked.
/// </summary>
public sealed record AccountTrail(
    IReadOnlyList<AccountTrail.Attempt> Attempts,
    IReadOnlyList<SuspenseItem> Suspense,
    IReadOnlyList<AccountTrail.Letter> Mail,
    IReadOnlyList<OfficeTask> Tasks,
    IReadOnlyList<AccountTrail.View> Views,
    int ViewCount)
{
    public const int MailShown = 20;

    public const int ViewsShown = 20;

    private const int AttemptsShown = 10;

    public static async Task<AccountTrail> OfAsync(PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return new AccountTrail(
            await AttemptsAsync(db, accountId, ct),
            await db.SuspenseItems.Where(s => s.CustomerAccountId == accountId)
                .OrderByDescending(s => s.ReceivedAt).AsNoTracking().ToListAsync(ct),
            await MailAsync(db, accountId, ct),
            await db.OfficeTasks.Where(t => t.CustomerAccountId == accountId)
                .OrderBy(
                    t => t.DoneAt != null).ThenByDescending(t => t.CreatedAt).Take(20).AsNoTracking().ToListAsync(ct),
            await ViewsAsync(db, accountId, ct),
            await db.CustomerViews.CountAsync(v => v.CustomerAccountId == accountId, ct));
    }

    private static async Task<IReadOnlyList<Attempt>> AttemptsAsync(
        PortalDbContext db, Guid accountId, CancellationToken ct) =>
        await (
            from share in db.PaymentAttemptShares
            join attempt in db.PaymentAttempts on share.AttemptId equals attempt.Id
            where share.CustomerAccountId == accountId
            orderby share.IsLive || share.IsInFlight descending, attempt.CreatedAt descending
            select new Attempt(
                attempt.Id,
                attempt.State,
                attempt.Channel,
                share.Amount,
                share.IsLive,
                share.IsInFlight,
                attempt.CreatedAt,
                attempt.ChangedAt,
                attempt.FailureCode)).Take(AttemptsShown).ToListAsync(ct);

    private static async Task<IReadOnlyList<Letter>> MailAsync(
        PortalDbContext db, Guid accountId, CancellationToken ct) =>
        await db.OutboxMails
            .Where(m => m.CustomerAccountId == accountId
                || db.OutboxMailAccounts.Any(a => a.MailId == m.Id && a.CustomerAccountId == accountId))
            .OrderByDescending(m => m.CreatedAt).Take(MailShown)
            .Select(m => new Letter(
                m.Id, m.Kind, m.Subject, m.ToAddress, m.State, m.Attempts,
                m.CreatedAt, m.NextAt, m.SentAt, m.LastAnswer))
            .ToListAsync(ct);

    private static async Task<IReadOnlyList<View>> ViewsAsync(
        PortalDbContext db, Guid accountId, CancellationToken ct) =>
        await (
            from view in db.CustomerViews
            join user in db.Users on view.StaffUserId equals user.Id
            where view.CustomerAccountId == accountId
            orderby view.At descending
            select new View(view.At, user.DisplayName, view.Reason, view.Page, view.Address))
            .Take(ViewsShown).ToListAsync(ct);

    /// <summary>
    /// A try to pay online; live while the payer may still pay, in flight while a bank debit settles.
    /// </summary>
    public sealed record Attempt(
        Guid Id,
        PaymentAttemptState State,
        AttemptChannel Channel,
        Usd Amount,
        bool IsLive,
        bool IsInFlight,
        DateTimeOffset CreatedAt,
        DateTimeOffset ChangedAt,
        string? FailureCode);

    /// <summary>A mail about the account, with what the mail server said last.</summary>
    public sealed record Letter(
        Guid Id,
        string Kind,
        string Subject,
        string ToAddress,
        OutboxMailState State,
        int Attempts,
        DateTimeOffset CreatedAt,
        DateTimeOffset? NextAt,
        DateTimeOffset? SentAt,
        string? LastAnswer);

    /// <summary>A look at the account by a member of staff.</summary>
    public sealed record View(DateTimeOffset At, string By, string Reason, string Page, string? Address);
}
