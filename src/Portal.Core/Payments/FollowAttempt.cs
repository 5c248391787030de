using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments;

/// <summary>
/// Asks the processor what became of an attempt and records it: on the return page, by the sweeper, before a new
/// attempt. The time of the next question is set before this one is asked: an attempt that cannot be followed must not
/// head every later sweep. Without a usable answer nothing else changes.
/// </summary>
public sealed class FollowAttempt(
    PortalDbContext db, ICardGateway gateway, OpenCheckout openCheckout, SearchCheckout searchCheckout,
    SettleAttempt settle, ChargeDraft chargeDraft, BusinessClock clock)
{
    /// <summary>The processor may forget an idempotency key after 24 hours; from here on we only search.</summary>
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(23);

    /// <returns>The state the attempt is in afterwards.</returns>
    /// <exception cref="InvalidOperationException">There is no such attempt: a bug.</exception>
    public async Task<PaymentAttemptState> RunAsync(Guid attemptId, CancellationToken ct)
    {
        var attempt = await db.PaymentAttempts.AsNoTracking().SingleAsync(a => a.Id == attemptId, ct);
        await PutOffAsync(attempt, ct);
        switch (attempt.State)
        {
            case var _ when attempt.DraftId is not null:
                await chargeDraft.RunAsync(attemptId, ct);
                break;
            case PaymentAttemptState.Sending or PaymentAttemptState.Unknown
                when clock.Now - attempt.CreatedAt < KeyLife && attempt.ExpiresAt > clock.Now:
                await openCheckout.RunAsync(attemptId, ct);
                break;
            case PaymentAttemptState.Sending or PaymentAttemptState.Unknown:
                await SearchAsync(attempt, ct);
                break;
            case PaymentAttemptState.AwaitingPayer or PaymentAttemptState.Processing:
                await AskAsync(attempt, ct);
                break;
            default:
                return attempt.State;
        }

        return await db.PaymentAttempts.Where(a => a.Id == attemptId).Select(a => a.State).SingleAsync(ct);
    }

    private async Task AskAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        if (await gateway.FindCheckoutAsync(attempt.SessionId!, ct)
            is GatewayAnswer<CheckoutSession>.Accepted(var session))
        {
            await settle.RunAsync(session, ct);
        }
    }

    private async Task SearchAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        if (await searchCheckout.RunAsync(attempt, ct) == false)
        {
            await GiveUpAsync(attempt.Id, ct);
        }
    }

    /// <summary>The processor never heard of it and its time is over: nothing was or can be taken.</summary>
    private async Task GiveUpAsync(Guid attemptId, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var (attempt, _) = (await db.LockAttemptAsync(attemptId, ct))!.Value;
        if (attempt.State == PaymentAttemptState.Sending)
        {
            attempt.Apply(PaymentAttemptEvent.NoAnswer, clock.Now);
        }

        if (attempt.State == PaymentAttemptState.Unknown)
        {
            attempt.Apply(PaymentAttemptEvent.Cancel, clock.Now);
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
    }

    private async Task PutOffAsync(PaymentAttempt asked, CancellationToken ct)
    {
        if (PaymentMoves.NextCheck(asked.State, clock.Now) is not { } next) { return; }

        await db.PaymentAttempts
            .Where(a => a.Id == asked.Id && a.State == asked.State)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.CheckAt, next), ct);
    }
}
