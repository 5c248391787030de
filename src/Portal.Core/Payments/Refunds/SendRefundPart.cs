using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// Asks the processor to send one part of a refund back, or what became of it, and settles the answer. Asked again it
/// is the same refund: it is looked for first, then sent under the part's id, which is the idempotency key; after 23
/// hours nothing is sent any more, and one that the processor never heard of is a credit again.
/// </summary>
public sealed class SendRefundPart(
    PortalDbContext db, ICardGateway gateway, SettleRefundPart settle, BusinessClock clock)
{
    /// <summary>How long the processor surely knows a key.</summary>
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(23);

    /// <summary>Sends one that is being sent for the first time.</summary>
    public async Task RunAsync(Guid partId, CancellationToken ct)
    {
        var (part, paymentId) = await ReadAsync(partId, ct);
        if (part.State == RefundPartState.Sending) { await SendAsync(part, paymentId, ct); }
    }

    /// <summary>Finds out about one that was sent before.</summary>
    public async Task FollowAsync(Guid partId, CancellationToken ct)
    {
        var (part, paymentId) = await ReadAsync(partId, ct);
        switch (part.State)
        {
            case RefundPartState.Sending or RefundPartState.Unknown: await SearchAsync(part, paymentId, ct); break;
            case RefundPartState.Pending or RefundPartState.Succeeded: await AskAsync(part, ct); break;
        }
    }

    private async Task SearchAsync(RefundPart part, string paymentId, CancellationToken ct)
    {
        switch (await gateway.SearchRefundAsync(part.Id, paymentId, ct))
        {
            case GatewayAnswer<GatewayRefund?>.Accepted({ } found): await settle.RunAsync(part.Id, found, ct); break;
            case GatewayAnswer<GatewayRefund?>.Accepted when part.SentAt + KeyLife > clock.Now:
                await SendAsync(part, paymentId, ct);
                break;
            case GatewayAnswer<GatewayRefund?>.Accepted: await settle.NeverSentAsync(part.Id, "never_heard", ct); break;
            default: await settle.NoAnswerAsync(part.Id, ct); break;
        }
    }

    private async Task AskAsync(RefundPart part, CancellationToken ct)
    {
        if (await gateway.FindRefundAsync(part.ProcessorRefundId!, ct)
            is GatewayAnswer<GatewayRefund>.Accepted(var refund))
        {
            await settle.RunAsync(part.Id, refund, ct);
        }
        else
        {
            await settle.NoAnswerAsync(part.Id, ct);
        }
    }

    private async Task SendAsync(RefundPart part, string paymentId, CancellationToken ct)
    {
        switch (await gateway.RefundAsync(new(part.Id, paymentId, part.Amount), ct))
        {
            case GatewayAnswer<GatewayRefund>.Accepted(var refund): await settle.RunAsync(part.Id, refund, ct); break;
            case GatewayAnswer<GatewayRefund>.Refused(var code, _):
                await settle.NeverSentAsync(part.Id, code, ct);
                break;
            default: await settle.NoAnswerAsync(part.Id, ct); break;
        }
    }

    private async Task<(RefundPart Part, string PaymentId)> ReadAsync(Guid partId, CancellationToken ct)
    {
        var row = await (
            from part in db.Set<RefundPart>()
            join payment in db.Payments on part.PaymentId equals payment.Id
            where part.Id == partId
            select new { part, payment.ProcessorPaymentId }).AsNoTracking().SingleAsync(ct);
        return (row.part, row.ProcessorPaymentId ?? "");
    }
}
