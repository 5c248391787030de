using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments;

/// <summary>
/// Looks at the processor for the checkout of an attempt whose opening was never answered, and settles it when there is
/// one. Safe to repeat.
/// </summary>
public sealed class SearchCheckout(ICardGateway gateway, SettleAttempt settle)
{
    /// <summary>The processor's clock may be behind ours.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <returns>True when it was found; false when there surely is none; null without a usable answer.</returns>
    public async Task<bool?> RunAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        if (await gateway.SearchCheckoutAsync(attempt.Id, attempt.CreatedAt - Slack, ct)
            is not GatewayAnswer<CheckoutSession?>.Accepted(var session))
        {
            return null;
        }

        if (session is null) { return false; }

        await settle.RunAsync(session, ct);
        return true;
    }
}
