using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency.Orders;

/// <summary>
/// Sends one order to the field: everything is tested again at this minute, under the account's lock. What is not
/// allowed now is not sent: an order whose reason will pass within the day waits, any other is canceled and its account
/// goes back to its last step; the reasons are kept. Dispatched once; asked again, answers with the order. Refuses with
/// the reasons, an unknown order, one that has ended, and one of another day.
/// </summary>
public sealed class DispatchShutOff(PortalDbContext db, BusinessClock clock)
{
    private static readonly string[] PassSoon = ["hours", "checkout_open", "news_unread"];

    public sealed record Request(Guid OrderId, Actor By);

    public async Task<Outcome<ShutOffOrder>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.OrderInHandAsync(request.OrderId, ct) is not var (order, open))
        {
            return new Refusal("ShutOff_OrderNotFound");
        }

        if (order.State == OrderState.Dispatched) { return order; }

        if (order.State != OrderState.Ready || open is null) { return new Refusal("ShutOff_OrderEnded"); }

        var at = clock.InCity(clock.Now).DateTime;
        var why = await RetestAtDispatch.RunAsync(db, open, at, ct);
        if (why.Count > 0)
        {
            await SkipAsync(order, open, why, request.By, ct);
            await tx.CommitAsync(ct);
            return Refusal.Of([.. why.Select(SkipWords.Of)])!;
        }

        (order.State, order.DispatchedAtCity, order.ChangedBy, order.ChangedAt) =
            (OrderState.Dispatched, at, request.By.Name, clock.Now);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(DispatchShutOff), order.CustomerAccountId, new
        {
            order = order.Id,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return order;
    }

    private async Task SkipAsync(
        ShutOffOrder order, DelinquencyCase open, IReadOnlyList<string> why, Actor by, CancellationToken ct)
    {
        order.Note = string.Join(' ', why);
        (order.ChangedBy, order.ChangedAt) = (by.Name, clock.Now);
        if (why.Except(PassSoon).Any())
        {
            order.State = OrderState.Canceled;
            await db.TakeStepAsync(open, CaseEvent.CancelOrder, new(by) { Note = order.Note }, clock, ct);
        }

        await db.SaveChangesAsync(ct);
    }
}

/// <summary>An order with its case, both locked under the account's lock.</summary>
internal static class OrderInHand
{
    internal static async Task<(ShutOffOrder Order, DelinquencyCase? Case)?> OrderInHandAsync(
        this PortalDbContext db, Guid orderId, CancellationToken ct)
    {
        var account = await db.Set<ShutOffOrder>().Where(o => o.Id == orderId)
            .Select(o => (Guid?)o.CustomerAccountId).SingleOrDefaultAsync(ct);
        if (account is not { } id || await db.LockAccountAsync(id, ct) is null) { return null; }

        var open = await db.LockCaseAsync(id, ct);
        db.Forget(read => read is ShutOffOrder o && o.Id == orderId);
        var order = await db.Set<ShutOffOrder>().SingleAsync(o => o.Id == orderId, ct);
        return (order, open?.Id == order.CaseId ? open : null);
    }
}
