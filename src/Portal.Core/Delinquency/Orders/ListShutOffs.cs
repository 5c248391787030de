using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency.Orders;

/// <summary>
/// Makes the list of accounts that may be shut off on a day, by route: those at their last step whose notices, days and
/// holds allow it in the first hour of that day. Shuts nobody off. The same operation makes one list. Refuses a day
/// that has passed, and where nobody is to be listed.
/// </summary>
public sealed class ListShutOffs(PortalDbContext db, BusinessClock clock)
{
    /// <param name="ListId">Made with the form.</param>
    public sealed record Request(Guid ListId, DateOnly ForDay, Actor By);

    public async Task<Outcome<ShutOffList>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({nameof(ListShutOffs)}))", ct);
        if (await db.Set<ShutOffList>().SingleOrDefaultAsync(l => l.Id == request.ListId, ct) is { } already)
        {
            return already;
        }

        if (request.ForDay < clock.Today) { return new Refusal("ShutOff_DayPassed"); }

        var orders = await OrdersAsync(request, ct);
        if (orders.Count == 0) { return new Refusal("ShutOff_NobodyToList"); }

        var list = new ShutOffList
        {
            Id = request.ListId, ForDay = request.ForDay, MadeBy = request.By.Name, MadeAt = clock.Now,
        };
        db.Add(list);
        db.AddRange(orders);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ListShutOffs), null, new
        {
            list = list.Id,
            orders = orders.Count,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return list;
    }

    private async Task<List<ShutOffOrder>> OrdersAsync(Request request, CancellationToken ct)
    {
        var packs = await db.PacksAsync(ct);
        var cases = await (
            from open in db.Set<DelinquencyCase>().AsNoTracking()
            where (open.State == CaseState.Final || open.State == CaseState.FailedOrder)
                && !db.Set<ShutOffOrder>().Any(o => o.CaseId == open.Id && (o.State == OrderState.Listed
                    || o.State == OrderState.Ready || o.State == OrderState.Dispatched))
            select open).ToListAsync(ct);
        var orders = new List<ShutOffOrder>();
        foreach (var open in cases)
        {
            var first = packs[open.PackId].Ladder(open.Ladder)!.ShutOff.From;
            var why = await RetestAtDispatch.RunAsync(db, open, request.ForDay.ToDateTime(first), ct);
            // What is about to be paid is known at dispatch, not today.
            if (why.Except(["checkout_open", "news_unread"]).Any()) { continue; }

            orders.Add(await OrderAsync(request, open, ct));
        }

        return orders;
    }

    private async Task<ShutOffOrder> OrderAsync(Request request, DelinquencyCase open, CancellationToken ct)
    {
        var place = await (
            from agreement in db.Set<Accounts.ServiceAgreement>()
            join point in db.Set<Accounts.ServicePoint>() on agreement.ServicePointId equals point.Id
            where agreement.CustomerAccountId == open.CustomerAccountId && agreement.EndsOn == null
                && point.Route != null
            orderby point.Route, point.RouteOrder
            select new { point.Route, point.RouteOrder }).FirstOrDefaultAsync(ct);
        return new()
        {
            Id = Guid.CreateVersion7(),
            ListId = request.ListId,
            CaseId = open.Id,
            CustomerAccountId = open.CustomerAccountId,
            Route = place?.Route,
            RouteOrder = place?.RouteOrder,
            State = OrderState.Listed,
            ChangedBy = request.By.Name,
            ChangedAt = clock.Now,
        };
    }
}
