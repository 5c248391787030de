using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Lists;
using Portal.Core.Money;

namespace Portal.Core.Delinquency;

/// <summary>The open cases, by where they stand.</summary>
public static class CaseList
{
    /// <summary>How many stand where, in the order of the ladder; states without cases are left out.</summary>
    public static async Task<IReadOnlyList<(CaseState State, int Accounts)>> StatesAsync(
        PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var counts = await db.Set<DelinquencyCase>().Where(c => c.ClosedAt == null)
            .GroupBy(c => c.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        return [.. counts.OrderBy(c => c.Key).Select(c => (c.Key, c.Count))];
    }

    /// <summary>A page of cases: what is to be shut off soonest first.</summary>
    /// <param name="state">All when null.</param>
    public static async Task<(IReadOnlyList<Row> Rows, int Count, int Page)> PageAsync(
        PortalDbContext db, CaseState? state, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var word = state is { } one ? EnumWords<CaseState>.Of(one) : null;
        var all = db.Database.SqlQuery<Row>($"""
            select d.customer_account_id as "AccountId", a.number as "Number", c.name as "Name", p.line1 as "Place",
              d.state as "Word", d.shut_off_on as "ShutOffOn", d.due_on as "DueOn",
              coalesce(amount_to_stop_cents(d.id), 0) as "Cents"
            from delinquency_case d join customer_account a on a.id = d.customer_account_id
            join customer c on c.id = a.customer_id join premise p on p.id = a.premise_id
            where d.closed_at is null and ({word is null} or d.state = {word})
            """);
        var count = await db.Set<DelinquencyCase>()
            .CountAsync(c => c.ClosedAt == null && (state == null || c.State == state), ct);
        var at = ListPages.At(page, count);
        var rows = await all.OrderBy(r => r.ShutOffOn ?? DateOnly.MaxValue).ThenBy(r => r.DueOn).ThenBy(r => r.Number)
            .Page(at).ToListAsync(ct);
        return (rows, count, at);
    }

    /// <summary>An account that is pursued.</summary>
    public sealed record Row(
        Guid AccountId, string Number, string Name, string Place, string Word, DateOnly? ShutOffOn, DateOnly DueOn,
        long Cents)
    {
        public CaseState State => EnumWords<CaseState>.Read(Word);

        public Usd ToPay => new(Math.Max(Cents, 0));
    }
}
