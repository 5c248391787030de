using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Ledger;

/// <summary>What every fund and GL account holds at the end of a day, from the journal alone.</summary>
/// <param name="AsOf">The day; entries dated after it do not count.</param>
public sealed record TrialBalance(DateOnly AsOf, IReadOnlyList<TrialBalance.Row> Rows)
{
    public Usd Debits => Rows.Select(r => r.Debit).Sum();

    public Usd Credits => Rows.Select(r => r.Credit).Sum();

    /// <summary>Adds the journal up to the end of a business date.</summary>
    public static async Task<TrialBalance> OnAsync(PortalDbContext db, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var sums = await db.Database.SqlQuery<Sum>(
            $"""
            select s.fund as "Fund", f.name as "FundName", s.gl_account as "GlAccount", g.name as "GlAccountName",
              s.net_cents as "NetCents"
            from (
              select l.fund, l.gl_account,
                sum(case l.side when 'debit' then l.amount_cents else -l.amount_cents end)::bigint net_cents
              from journal_line l join journal_entry e on e.id = l.entry_id
              where e.business_date <= {day}
              group by l.fund, l.gl_account) s
              join fund f on f.code = s.fund join gl_account g on g.code = s.gl_account
            order by s.fund, s.gl_account
            """).ToListAsync(ct);
        return new TrialBalance(day, [.. sums.Select(s => s.ToRow())]);
    }

    /// <summary>One fund's GL account; the balance stands on the side it is on.</summary>
    public sealed record Row(
        string Fund, string FundName, string GlAccount, string GlAccountName, Usd Debit, Usd Credit);

    private sealed record Sum(string Fund, string FundName, string GlAccount, string GlAccountName, long NetCents)
    {
        public Row ToRow() => new(
            Fund, FundName, GlAccount, GlAccountName, new Usd(Math.Max(NetCents, 0)), new Usd(Math.Max(-NetCents, 0)));
    }
}
