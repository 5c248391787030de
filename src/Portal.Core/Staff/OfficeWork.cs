using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Payments;

namespace Portal.Core.Staff;

/// <summary>
/// What waits for a person in the office, oldest first, and how mail and the processor's events stand.
/// </summary>
public sealed record OfficeWork(
    IReadOnlyList<OfficeWork.Item> Tasks,
    IReadOnlyList<OfficeWork.KindCount> Kinds,
    int MailWaiting,
    DateTimeOffset? MailWaitingSince,
    int MailRefusedLately,
    int EventsWaiting,
    MailPause? Pause,
    int Page)
{
    /// <summary>Tasks of a page.</summary>
    public const int Shown = 50;

    private const int LatelyDays = 7;

    public int Open => Kinds.Sum(k => k.Count);

    /// <summary>Open tasks of one kind.</summary>
    public int CountOf(string kind) => Kinds.Where(k => k.Kind == kind).Sum(k => k.Count);

    /// <param name="count">Of the tasks that are listed.</param>
    public static int PagesOf(int count) => Math.Max(1, (count + Shown - 1) / Shown);

    /// <param name="kind">Only tasks of this kind; null for all.</param>
    /// <param name="now">From which "lately" is counted back.</param>
    public static async Task<OfficeWork> NowAsync(
        PortalDbContext db, string? kind, DateTimeOffset now, CancellationToken ct, int page = 1)
    {
        ArgumentNullException.ThrowIfNull(db);
        var kinds = await db.OfficeTasks.Where(t => t.DoneAt == null)
            .GroupBy(t => t.Kind).Select(g => new KindCount(g.Key, g.Count())).ToListAsync(ct);
        var listed = kinds.Where(k => kind is null || k.Kind == kind).Sum(k => k.Count);
        var at = Math.Clamp(page, 1, PagesOf(listed));
        var lately = now.AddDays(-LatelyDays);
        return new OfficeWork(
            await TasksAsync(db, kind, at, ct),
            [.. kinds.OrderBy(k => k.Kind, StringComparer.Ordinal)],
            await db.OutboxMails.CountAsync(m => m.State == OutboxMailState.Waiting, ct),
            await db.OutboxMails.Where(m => m.State == OutboxMailState.Waiting)
                .MinAsync(m => (DateTimeOffset?)m.CreatedAt, ct),
            await db.OutboxMails.CountAsync(m => m.State == OutboxMailState.Refused && m.CreatedAt > lately, ct),
            await db.WebhookEvents.CountAsync(e => e.State == WebhookEventState.Waiting, ct),
            await db.Set<MailPause>().AsNoTracking().SingleOrDefaultAsync(p => p.LiftedAt == null, ct),
            at);
    }

    private static async Task<IReadOnlyList<Item>> TasksAsync(
        PortalDbContext db, string? kind, int page, CancellationToken ct) => await (
            from task in db.OfficeTasks
            join account in db.CustomerAccounts on task.CustomerAccountId equals account.Id into accounts
            from account in accounts.DefaultIfEmpty()
            join customer in db.Customers on account.CustomerId equals customer.Id into customers
            from customer in customers.DefaultIfEmpty()
            where task.DoneAt == null && (kind == null || task.Kind == kind)
            orderby task.CreatedAt, task.Id
            select new Item(
                task.Id,
                task.Kind,
                task.Detail,
                task.CreatedAt,
                task.CustomerAccountId,
                account == null ? null : account.Number,
                customer == null ? null : customer.Name)).Skip((page - 1) * Shown).Take(Shown).ToListAsync(ct);

    /// <summary>One open task, with the account it is about where there is one.</summary>
    public sealed record Item(
        Guid Id,
        string Kind,
        string Detail,
        DateTimeOffset CreatedAt,
        Guid? CustomerAccountId,
        string? AccountNumber,
        string? CustomerName);

    /// <summary>Open tasks of one kind.</summary>
    public sealed record KindCount(string Kind, int Count);
}
