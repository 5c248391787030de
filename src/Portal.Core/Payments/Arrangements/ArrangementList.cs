using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Arrangements;

/// <summary>One arrangement on the office's list.</summary>
/// <param name="Late">Of an active one: what should have been paid before today.</param>
/// <param name="NextDueOn">Of an active one: its next payment that is not late.</param>
public sealed record ArrangementRow(
    Guid Id, Guid AccountId, string Number, string Name, ArrangementKind Kind, ArrangementState State, Usd Covered,
    Usd Left, Usd Late, DateOnly? NextDueOn, Usd? Next, DateTimeOffset AgreedAt, DateTimeOffset? EndedAt);

/// <summary>What the office looks for.</summary>
public enum ArrangementFilter
{
    Active,

    /// <summary>Active, with a payment due within seven days.</summary>
    DueThisWeek,

    /// <summary>Active, with a payment not made in time.</summary>
    Late,

    Broken,
    Kept,
    Ended,
}

/// <summary>The office's list of arrangements.</summary>
public static class ArrangementList
{
    public const int PageSize = 50;

    /// <returns>The rows of a page, and how many there are on all pages.</returns>
    public static async Task<(IReadOnlyList<ArrangementRow> Rows, int Count)> PageAsync(
        PortalDbContext db, ArrangementFilter filter, DateOnly today, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var state = SnakeCase.Snake($"{filter switch
        {
            ArrangementFilter.Broken => ArrangementState.Broken,
            ArrangementFilter.Kept => ArrangementState.Kept,
            ArrangementFilter.Ended => ArrangementState.Ended,
            _ => ArrangementState.Active,
        }}");
        var (isLate, isDue) = (filter == ArrangementFilter.Late, filter == ArrangementFilter.DueThisWeek);
        var rows = await db.Database.SqlQuery<Row>($"""
            select g.id as "Id", a.id as "AccountId", a.number as "Number", c.name as "Name", g.kind as "Kind",
              g.state as "State", g.covered_cents as "CoveredCents", (
                select coalesce(sum(least(o.open_cents, i.covered_cents)), 0) from arrangement_item i
                join open_item o on o.id = i.open_item_id where i.arrangement_id = g.id)::bigint as "LeftCents",
              coalesce(s.late_cents, 0) as "LateCents", s.next_due_on as "NextDueOn", s.next_cents as "NextCents",
              g.agreed_at as "AgreedAt", g.ended_at as "EndedAt",
              count(*) over ()::integer as "Count"
            from payment_arrangement g
            join customer_account a on a.id = g.customer_account_id
            join customer c on c.id = a.customer_id
            left join lateral (select * from arrangement_on(a.id, {today}) x where x.arrangement_id = g.id) s on true
            where g.state = {state} and (not {isLate} or s.late_cents > 0)
              and (not {isDue} or s.next_due_on <= {today.AddDays(7)})
            order by g.ended_at desc nulls last, s.late_since, s.next_due_on, g.agreed_at, g.id
            limit {PageSize} offset {PageSize * (page - 1)}
            """).ToListAsync(ct);
        return (
            [
                .. rows.Select(r => new ArrangementRow(
                    r.Id, r.AccountId, r.Number, r.Name, EnumWords<ArrangementKind>.Read(r.Kind),
                    EnumWords<ArrangementState>.Read(r.State), new(r.CoveredCents), new(r.LeftCents),
                    new(r.LateCents), r.NextDueOn, r.NextCents is { } next ? new(next) : null, r.AgreedAt, r.EndedAt)),
            ],
            rows.Count == 0 ? 0 : rows[0].Count);
    }

    private sealed record Row(
        Guid Id, Guid AccountId, string Number, string Name, string Kind, string State, long CoveredCents,
        long LeftCents, long LateCents, DateOnly? NextDueOn, long? NextCents, DateTimeOffset AgreedAt,
        DateTimeOffset? EndedAt, int Count);
}
