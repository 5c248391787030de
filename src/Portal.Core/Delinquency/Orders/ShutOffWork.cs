using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Delinquency.Orders;

/// <summary>The lists of shut-offs and what the field has in hand, as the office and the crew read them.</summary>
public static class ShutOffWork
{
    private const int Shown = 20;

    /// <summary>The latest lists, newest first.</summary>
    public static async Task<IReadOnlyList<Summary>> ListsAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.Set<ShutOffList>().AsNoTracking().OrderByDescending(l => l.MadeAt).Take(Shown)
            .Select(l => new Summary(
                l,
                db.Set<ShutOffOrder>().Count(o => o.ListId == l.Id),
                db.Set<ShutOffOrder>().Count(o => o.ListId == l.Id && o.State == OrderState.Done),
                db.Set<ShutOffOrder>().Count(o => o.ListId == l.Id && o.State == OrderState.Canceled)))
            .ToListAsync(ct);
    }

    /// <summary>The orders of a list, by route as it is walked.</summary>
    public static Task<List<Row>> OfListAsync(PortalDbContext db, Guid listId, CancellationToken ct) =>
        RowsAsync(db, listId, ct);

    /// <summary>What the crew has in hand: every dispatched order.</summary>
    public static Task<List<Row>> InFieldAsync(PortalDbContext db, CancellationToken ct) => RowsAsync(db, null, ct);

    /// <summary>Services that were paid for and are to be restored, the longest waiting first.</summary>
    public static async Task<IReadOnlyList<Restoring>> ToRestoreAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.Database.SqlQuery<Restoring>($"""
            select r.id as "Id", r.customer_account_id as "AccountId", a.number as "Number", c.name as "Name",
              p.line1 as "Place", r.opened_at as "OpenedAt"
            from reconnect_order r join customer_account a on a.id = r.customer_account_id
            join customer c on c.id = a.customer_id join premise p on p.id = a.premise_id
            where r.done_at is null and r.canceled_at is null order by r.opened_at, r.id
            """).ToListAsync(ct);
    }

    private static Task<List<Row>> RowsAsync(PortalDbContext db, Guid? listId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Database.SqlQuery<Row>($"""
            select o.id as "Id", o.customer_account_id as "AccountId", a.number as "Number", c.name as "Name",
              p.line1 as "Place", o.route as "Route", o.route_order as "RouteOrder", o.state as "Word",
              o.note as "Note", o.dispatched_at_city as "DispatchedAt",
              coalesce(amount_to_stop_cents(o.case_id), 0) as "Cents",
              (select string_agg(distinct s.meter_number, ', ') from service_agreement g
                join service_point s on s.id = g.service_point_id
                where g.customer_account_id = o.customer_account_id and g.ends_on is null) as "Meters"
            from shut_off_order o join customer_account a on a.id = o.customer_account_id
            join customer c on c.id = a.customer_id join premise p on p.id = a.premise_id
            where case when {listId}::uuid is null then o.state = 'dispatched' else o.list_id = {listId} end
            order by o.route nulls last, o.route_order nulls last, a.number
            """).ToListAsync(ct);
    }

    /// <param name="Canceled">Paid, held or otherwise off the list.</param>
    public sealed record Summary(ShutOffList List, int Orders, int Done, int Canceled);

    /// <summary>An order as it is worked.</summary>
    /// <param name="Note">Why it waits, was canceled or failed: codes of skips, or the crew's words.</param>
    public sealed record Row(
        Guid Id, Guid AccountId, string Number, string Name, string Place, string? Route, int? RouteOrder, string Word,
        string? Note, DateTime? DispatchedAt, long Cents, string? Meters)
    {
        public OrderState State => EnumWords<OrderState>.Read(Word);

        public Usd ToPay => new(Math.Max(Cents, 0));
    }

    public sealed record Restoring(
        Guid Id, Guid AccountId, string Number, string Name, string Place, DateTimeOffset OpenedAt);
}
