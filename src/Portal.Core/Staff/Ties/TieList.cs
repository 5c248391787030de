using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Staff.Ties;

/// <summary>
/// Ties that stand, a page at a time, the newest first. No customer is named: an account's number is enough.
/// </summary>
public sealed record TieList(IReadOnlyList<TieList.Row> Rows, int Count, int Page)
{
    public const int RowsPerPage = 25;

    public int Pages => Math.Max(1, (Count + RowsPerPage - 1) / RowsPerPage);

    public sealed record Row(AccountTie Tie, string Colleague, string AccountNumber);

    /// <param name="of">Whose; null for everybody's.</param>
    /// <param name="page">From 1.</param>
    public static async Task<TieList> OfAsync(PortalDbContext db, Guid? of, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var all = db.Set<AccountTie>().AsNoTracking()
            .Where(t => (of == null || t.UserId == of) && !db.Set<AccountTieEnd>().Any(e => e.TieId == t.Id));
        var count = await all.CountAsync(ct);
        var at = Math.Clamp(page, 1, Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage));
        var rows = await (
            from tie in all
            join user in db.Users on tie.UserId equals user.Id
            join account in db.CustomerAccounts on tie.CustomerAccountId equals account.Id
            orderby tie.DeclaredAt descending, tie.Id
            select new Row(tie, user.DisplayName, account.Number))
            .Skip((at - 1) * RowsPerPage).Take(RowsPerPage).ToListAsync(ct);
        return new(rows, count, at);
    }
}
