using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency.Orders;

/// <summary>
/// Writes down what the field found: done, and its customer is told, or not and why. Recorded once; the same result
/// again answers with the order. Refuses an unknown order, one that was not dispatched or was canceled by a payment
/// meanwhile, a failure without a reason.
/// </summary>
public sealed class RecordShutOff(PortalDbContext db, TellOfShutOff tell, BusinessClock clock)
{
    /// <param name="Why">Why it could not be done; null where it was.</param>
    public sealed record Request(Guid OrderId, bool IsDone, string? Why, Actor By);

    public async Task<Outcome<ShutOffOrder>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.OrderInHandAsync(request.OrderId, ct) is not var (order, open))
        {
            return new Refusal("ShutOff_OrderNotFound");
        }

        var target = request.IsDone ? OrderState.Done : OrderState.Failed;
        if (order.State == target) { return order; }

        if (!request.IsDone && string.IsNullOrWhiteSpace(request.Why)) { return new Refusal("ShutOff_WhyMissing"); }

        if (order.State != OrderState.Dispatched || open is null) { return new Refusal("ShutOff_OrderEnded"); }

        (order.State, order.Note, order.ChangedBy, order.ChangedAt) =
            (target, request.IsDone ? null : request.Why!.Trim(), request.By.Name, clock.Now);
        await db.SaveChangesAsync(ct);
        await db.TakeStepAsync(
            open, request.IsDone ? CaseEvent.Disconnect : CaseEvent.FailOrder, new(request.By) { Note = order.Note },
            clock, ct);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(RecordShutOff), order.CustomerAccountId, new
        {
            order = order.Id,
            done = request.IsDone,
        }));
        await db.SaveChangesAsync(ct);
        if (request.IsDone) { await tell.RunAsync(new(open, order.Id, false, request.By), ct); }

        await tx.CommitAsync(ct);
        return order;
    }
}

/// <summary>
/// Writes down that service was restored and tells its customer; the case is closed. Recorded once; asked again,
/// answers with the order. Refuses an unknown order, and one that was canceled because the payment came back.
/// </summary>
public sealed class RecordReconnect(PortalDbContext db, TellOfShutOff tell, BusinessClock clock)
{
    public sealed record Request(Guid OrderId, Actor By);

    public async Task<Outcome<ReconnectOrder>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var account = await db.Set<ReconnectOrder>().Where(o => o.Id == request.OrderId)
            .Select(o => (Guid?)o.CustomerAccountId).SingleOrDefaultAsync(ct);
        if (account is not { } id || await db.LockAccountAsync(id, ct) is null)
        {
            return new Refusal("ShutOff_OrderNotFound");
        }

        var open = await db.LockCaseAsync(id, ct);
        var order = await db.Set<ReconnectOrder>().SingleAsync(o => o.Id == request.OrderId, ct);
        if (order.DoneAt is not null) { return order; }

        if (order.CanceledAt is not null || open is not { State: CaseState.Reconnected })
        {
            return new Refusal("ShutOff_OrderEnded");
        }

        (order.DoneAt, order.DoneBy) = (clock.Now, request.By.Name);
        await db.TakeStepAsync(open, CaseEvent.Restore, new(request.By), clock, ct);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(RecordReconnect), id, new { order = order.Id }));
        await db.SaveChangesAsync(ct);
        await tell.RunAsync(new(open, order.Id, true, request.By), ct);
        await tx.CommitAsync(ct);
        return order;
    }
}
