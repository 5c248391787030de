using System.Text.Json;

namespace Portal.Core.Payments.Gateway;

/// <summary>Stripe's refunds, each of one payment, named after the part of ours that it is for.</summary>
public sealed partial class StripeCardGateway
{
    private const string RefundsPath = "v1/refunds";

    public async Task<GatewayAnswer<GatewayRefund>> RefundAsync(RefundOrder order, CancellationToken ct)
    {
        var operation = order.OperationId.ToString();
        var answer = await _stripe.PostAsync(
            RefundsPath,
            [
                Field("payment_intent", order.PaymentId),
                Field("amount", Whole(order.Amount.Cents)),
                Field("reason", "requested_by_customer"),
                Field("metadata[operation_id]", operation),
            ],
            operation, ct);
        // A key that it knows with other parameters says nothing about what was done under it.
        return answer is GatewayAnswer<JsonElement>.Refused("idempotency_error", var message)
            ? new GatewayAnswer<GatewayRefund>.Unknown(message)
            : Refund(answer);
    }

    public async Task<GatewayAnswer<GatewayRefund>> FindRefundAsync(string refundId, CancellationToken ct) =>
        Refund(await _stripe.GetAsync($"{RefundsPath}/{Uri.EscapeDataString(refundId)}", [], ct));

    public async Task<GatewayAnswer<GatewayRefund?>> SearchRefundAsync(
        Guid operationId, string paymentId, CancellationToken ct)
    {
        GatewayRefund? found = null;
        var isUnreadable = false;
        var fault = await ListAsync(
            RefundsPath, [Field("payment_intent", paymentId), Field("limit", Whole(PageSize))],
            item =>
            {
                var refund = StripeObjects.Refund(item);
                isUnreadable |= refund is null;
                found = refund?.OperationId == operationId ? refund : null;
                return found is null;
            },
            ct);
        return fault is not null ? Failed<GatewayRefund?>(fault)
            : found is null && isUnreadable
                ? new GatewayAnswer<GatewayRefund?>.Unknown("A refund of the list cannot be read.")
            : new GatewayAnswer<GatewayRefund?>.Accepted(found);
    }

    private static GatewayAnswer<GatewayRefund> Refund(GatewayAnswer<JsonElement> answer) => answer switch
    {
        GatewayAnswer<JsonElement>.Accepted(var item) => StripeObjects.Refund(item) is { } refund
            ? new GatewayAnswer<GatewayRefund>.Accepted(refund)
            : new GatewayAnswer<GatewayRefund>.Unknown("The answer is not a refund we can read."),
        _ => Failed<GatewayRefund>(answer),
    };
}
