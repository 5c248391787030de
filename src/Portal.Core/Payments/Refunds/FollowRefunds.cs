using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// The worker's turn at refunds on their way: claims parts whose time has come under a lease and asks the processor
/// about each, or sends again what a process left unsent when it died. That each is paid once rests on its id, not on
/// the lease.
/// </summary>
public sealed class FollowRefunds(PortalDbContext db, SendRefundPart send, BusinessClock clock)
{
    public const int PartsPerRun = 25;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <returns>How many parts were claimed.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var me = Guid.NewGuid();
        var claimed = await db.Database.SqlQuery<Guid>($"""
            update refund_part set lease_by = {me}, lease_until = {clock.Now + Lease}
            where id in (
              select id from refund_part
              where check_at <= {clock.Now} and (lease_until is null or lease_until < {clock.Now})
              order by check_at, id limit {PartsPerRun} for update skip locked)
            returning id as "Value"
            """).ToListAsync(ct);
        await OneByOne.DoClaimedAsync(db, claimed, id => send.FollowAsync(id, ct), ct);
        return claimed.Count;
    }
}

/// <summary>
/// Reads what the processor tells of refunds: asks for the refund afresh and settles the part it is for. One that
/// nobody here asked for is parked for a person.
/// </summary>
public sealed class FollowRefundEvent(PortalDbContext db, ICardGateway gateway, SettleRefundPart settle)
{
    public static bool IsAbout(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.StartsWith("refund.", StringComparison.Ordinal)
            || type is "charge.refunded" or "charge.refund.updated";
    }

    /// <returns>What became of the event, in words for the office.</returns>
    public async Task<(WebhookEventState State, string Outcome)> RunAsync(
        WebhookEvent e, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(e);
        var (type, objectId) = (e.Type, e.ObjectId);

        // Of a charge only the sum changes; each refund of it has an event of its own.
        if (type == "charge.refunded" && gateway.PaymentOfDispute(e.Raw) is { } paymentId
            && await db.Payments.AnyAsync(
                p => p.ProcessorPaymentId == paymentId && db.Set<RefundPart>().Any(x => x.PaymentId == p.Id), ct))
        {
            return (WebhookEventState.Done, "Told by its refunds");
        }

        switch (await gateway.FindRefundAsync(objectId, ct))
        {
            case GatewayAnswer<GatewayRefund>.Accepted(var refund):
                if (await PartOfAsync(refund, ct) is not { } part)
                {
                    return (WebhookEventState.Parked, $"{type} of {objectId} is not booked by the portal");
                }

                await settle.RunAsync(part, refund, ct);
                return (WebhookEventState.Done, "Settled");
            case GatewayAnswer<GatewayRefund>.Refused(var code, var message):
                return (WebhookEventState.Parked, $"{code}: {message}");
            case GatewayAnswer<GatewayRefund>.Unknown(var why): return (WebhookEventState.Waiting, why);
            default: throw new InvalidOperationException("A gateway answer has three cases.");
        }
    }

    private Task<Guid?> PartOfAsync(GatewayRefund refund, CancellationToken ct) => db.Set<RefundPart>()
        .Where(p => p.ProcessorRefundId == refund.Id || p.Id == refund.OperationId)
        .Select(p => (Guid?)p.Id).SingleOrDefaultAsync(ct);
}
