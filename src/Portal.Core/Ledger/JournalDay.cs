using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Ledger;

/// <summary>The entries of one business date, with their lines, a page at a time.</summary>
/// <param name="Count">Entries of the whole day.</param>
/// <param name="Debits">Of the whole day; credits are the same.</param>
public sealed record JournalDay(DateOnly Day, int Count, Usd Debits, IReadOnlyList<JournalDay.Entry> Entries)
{
    public const int PageSize = 50;

    public int Pages => Math.Max(1, (Count + PageSize - 1) / PageSize);

    public static async Task<JournalDay> OnAsync(PortalDbContext db, DateOnly day, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var ofDay = db.JournalEntries.Where(e => e.BusinessDate == day);
        var count = await ofDay.CountAsync(ct);
        var debits = await db.JournalLines
            .Where(l => l.Side == Side.Debit && ofDay.Any(e => e.Id == l.EntryId))
            .Select(l => l.Amount).SumUsdAsync(ct);
        var shown = Math.Clamp(page, 1, Math.Max(1, (count + PageSize - 1) / PageSize));
        var entries = await ofDay.OrderBy(e => e.Id).Skip((shown - 1) * PageSize).Take(PageSize)
            .AsNoTracking().ToListAsync(ct);
        return new JournalDay(day, count, debits, await WithLinesAsync(db, entries, ct));
    }

    /// <summary>The nearest days that have entries, before and after one day; null where there is none.</summary>
    public static async Task<(DateOnly? Before, DateOnly? After)> NeighboursAsync(
        PortalDbContext db, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (
            await db.JournalEntries.Where(e => e.BusinessDate < day).MaxAsync(e => (DateOnly?)e.BusinessDate, ct),
            await db.JournalEntries.Where(e => e.BusinessDate > day).MinAsync(e => (DateOnly?)e.BusinessDate, ct));
    }

    /// <summary>Some entries, in the order asked for, with names of accounts beside their codes.</summary>
    internal static async Task<IReadOnlyList<Entry>> WithLinesAsync(
        PortalDbContext db, IReadOnlyList<JournalEntry> entries, CancellationToken ct)
    {
        var ids = entries.Select(e => e.Id).ToArray();
        var lines = await db.Database.SqlQuery<LineRow>(
            $"""
            select l.entry_id as "EntryId", l.no as "No", l.fund as "Fund", f.name as "FundName",
              l.gl_account as "GlAccount", g.name as "GlAccountName",
              l.customer_account_id as "CustomerAccountId", a.number as "CustomerAccountNumber",
              l.side as "Side", l.amount_cents as "AmountCents"
            from journal_line l
              join fund f on f.code = l.fund join gl_account g on g.code = l.gl_account
              left join customer_account a on a.id = l.customer_account_id
            where l.entry_id = any({ids})
            order by l.entry_id, l.no
            """).ToListAsync(ct);
        var byEntry = lines.ToLookup(l => l.EntryId, l => l.ToLine());
        return
        [
            .. entries.Select(e => new Entry(
                e.Id, e.Kind, e.BusinessDate, e.PostedAt, e.PostedBy, e.Memo, e.ReversesId, [.. byEntry[e.Id]])),
        ];
    }

    /// <summary>An entry as people read it.</summary>
    public sealed record Entry(
        Guid Id,
        string Kind,
        DateOnly BusinessDate,
        DateTimeOffset PostedAt,
        string PostedBy,
        string Memo,
        Guid? ReversesId,
        IReadOnlyList<Line> Lines);

    /// <summary>One line: exactly one of debit and credit is set.</summary>
    public sealed record Line(
        string Fund,
        string FundName,
        string GlAccount,
        string GlAccountName,
        Guid? CustomerAccountId,
        string? CustomerAccountNumber,
        Usd? Debit,
        Usd? Credit);

    private sealed record LineRow(
        Guid EntryId,
        int No,
        string Fund,
        string FundName,
        string GlAccount,
        string GlAccountName,
        Guid? CustomerAccountId,
        string? CustomerAccountNumber,
        string Side,
        long AmountCents)
    {
        public Line ToLine() => new(
            Fund,
            FundName,
            GlAccount,
            GlAccountName,
            CustomerAccountId,
            CustomerAccountNumber,
            Side == "debit" ? new Usd(AmountCents) : null,
            Side == "credit" ? new Usd(AmountCents) : null);
    }
}
