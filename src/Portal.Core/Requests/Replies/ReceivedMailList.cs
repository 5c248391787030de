using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Requests.Replies;

/// <summary>Mails that came in, one fate at a time, the latest first.</summary>
public sealed record ReceivedMailList(IReadOnlyList<ReceivedMailList.Row> Rows, int Count, int Page)
{
    public const int RowsPerPage = 50;

    public int Pages => Math.Max(1, (Count + RowsPerPage - 1) / RowsPerPage);

    /// <param name="Number">Of the request that it came to or joined; null for none.</param>
    public sealed record Row(
        Guid Id, DateTimeOffset At, string FromName, string FromAddress, string Subject, MailWhy? Why, long? Number);

    public static async Task<ReceivedMailList> OfAsync(
        PortalDbContext db, MailFate fate, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var all = db.Set<ReceivedMail>().AsNoTracking().Where(m => m.Fate == fate);
        var count = await all.CountAsync(ct);
        var shown = Math.Clamp(page, 1, Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage));
        var rows = await (
            from mail in all
            join request in db.Set<CustomerRequest>() on mail.RequestId equals request.Id into requests
            from request in requests.DefaultIfEmpty()
            orderby mail.ReceivedAt descending, mail.Id
            select new Row(
                mail.Id, mail.ReceivedAt, mail.FromName, mail.FromAddress, mail.Subject, mail.Why,
                request == null ? null : request.Number))
            .Skip((shown - 1) * RowsPerPage).Take(RowsPerPage).ToListAsync(ct);
        return new(rows, count, shown);
    }
}
