using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency.Orders;

/// <summary>
/// Approves a list: its accounts are ordered, and each order waits for its test at dispatch. Who paid or moved since
/// the list was made falls off it, with the reason. Approved once; asked again, answers with the list. Refuses whoever
/// made it (ck_shut_off_list_second_person), and a list whose day has passed.
/// </summary>
public sealed class ApproveShutOffs(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid ListId, Actor By);

    public async Task<Outcome<ShutOffList>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({nameof(ApproveShutOffs)}), hashtext({$"{request.ListId}"}))", ct);
        var list = await db.Set<ShutOffList>().SingleOrDefaultAsync(l => l.Id == request.ListId, ct);
        if (list?.ApprovedAt is not null) { return list; }

        if (WhyNot(list, request.By, clock.Today) is { } refusal) { return refusal; }

        (list!.ApprovedBy, list.ApprovedAt) = (request.By.Name, clock.Now);
        await db.SaveChangesAsync(ct);
        var listed = await db.Set<ShutOffOrder>().AsNoTracking()
            .Where(o => o.ListId == list.Id && o.State == OrderState.Listed)
            .Select(o => new { o.Id, o.CustomerAccountId }).ToListAsync(ct);
        await db.LockAccountsAsync(listed.Select(o => o.CustomerAccountId), ct);
        foreach (var each in listed) { await OrderAsync(each.Id, each.CustomerAccountId, request.By, ct); }

        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ApproveShutOffs), null, new { list = list.Id }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return list;
    }

    /// <summary>Why somebody cannot approve a list; null when they can.</summary>
    public static Refusal? WhyNot(ShutOffList? list, Actor by, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(by);
        return list is null ? new("ShutOff_ListNotFound")
            : list.MadeBy == by.Name ? new("ShutOff_OwnList")
            : list.ForDay < today ? new("ShutOff_DayPassed")
            : null;
    }

    private async Task OrderAsync(Guid orderId, Guid accountId, Actor by, CancellationToken ct)
    {
        var open = await db.LockCaseAsync(accountId, ct);
        var order = await db.Set<ShutOffOrder>().SingleAsync(o => o.Id == orderId, ct);
        if (order.State != OrderState.Listed) { return; }

        var isStill = open?.Id == order.CaseId && open.State is CaseState.Final or CaseState.FailedOrder;
        (order.State, order.ChangedBy, order.ChangedAt) =
            (isStill ? OrderState.Ready : OrderState.Canceled, by.Name, clock.Now);
        order.Note = isStill ? null : "changed";
        if (isStill) { await db.TakeStepAsync(open!, CaseEvent.Order, new(by), clock, ct); }

        await db.SaveChangesAsync(ct);
    }
}
