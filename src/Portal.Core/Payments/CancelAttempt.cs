using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments;

/// <summary>
/// Closes an attempt's checkout so that nobody can pay it any more. When somebody has, that is recorded instead: the
/// answer is the state the attempt is really in.
/// </summary>
public sealed class CancelAttempt(PortalDbContext db, ICardGateway gateway, FollowAttempt follow, SettleAttempt settle)
{
    /// <returns>Canceled or failed when the way is free; anything else when it is not.</returns>
    public async Task<PaymentAttemptState> RunAsync(Guid attemptId, CancellationToken ct)
    {
        var state = await follow.RunAsync(attemptId, ct);
        if (state != PaymentAttemptState.AwaitingPayer)
        {
            return state;
        }

        var sessionId = await db.PaymentAttempts.Where(a => a.Id == attemptId).Select(a => a.SessionId).SingleAsync(ct);
        if (await gateway.ExpireCheckoutAsync(sessionId!, ct) is GatewayAnswer<CheckoutSession>.Accepted(var session))
        {
            await settle.RunAsync(session, ct);
            return await db.PaymentAttempts.Where(a => a.Id == attemptId).Select(a => a.State).SingleAsync(ct);
        }

        // Refused: it was completed a moment ago. No answer: ask what became of it.
        return await follow.RunAsync(attemptId, ct);
    }
}
