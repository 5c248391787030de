using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Gateway;
using Portal.Core.Words;

namespace Portal.Core.Payments;

/// <summary>
/// Asks the processor for the checkout page of an attempt that is "sending" or "unknown", and records the answer. Safe
/// to repeat: the processor knows the attempt's id. An attempt in another state is answered as it is.
/// </summary>
public sealed class OpenCheckout(
    PortalDbContext db,
    ICardGateway gateway,
    SettleAttempt settle,
    SearchCheckout searchCheckout,
    IOptions<CheckoutOptions> options,
    BusinessClock clock)
{
    public async Task<Outcome<StartPayment.Started>> RunAsync(Guid attemptId, CancellationToken ct)
    {
        var attempt = await db.PaymentAttempts.Include(a => a.Shares).AsNoTracking()
            .SingleOrDefaultAsync(a => a.Id == attemptId, ct);
        if (attempt is null)
        {
            return new Refusal("Pay_AttemptNotFound");
        }

        if (attempt.State is not (PaymentAttemptState.Sending or PaymentAttemptState.Unknown))
        {
            return Answer(attempt);
        }

        switch (await gateway.OpenCheckoutAsync(await RequestOfAsync(attempt, ct), ct))
        {
            case GatewayAnswer<CheckoutSession>.Accepted(var session):
                await settle.RunAsync(session, ct);
                break;
            case GatewayAnswer<CheckoutSession>.Refused(var code, _):
                await MoveAsync(attemptId, PaymentAttemptEvent.Decline, code, ct);
                break;
            case GatewayAnswer<CheckoutSession>.Unknown when attempt.State == PaymentAttemptState.Unknown:
                await SearchAsync(attempt, ct);
                break;
            case GatewayAnswer<CheckoutSession>.Unknown:
                await MoveAsync(attemptId, PaymentAttemptEvent.NoAnswer, null, ct);
                break;
            default: throw new InvalidOperationException("A gateway answer has three cases.");
        }

        return Answer(await db.PaymentAttempts.AsNoTracking().SingleAsync(a => a.Id == attemptId, ct));
    }

    /// <summary>
    /// The processor keeps even a 500 under its key and would repeat it for a day; what it holds can still be found.
    /// </summary>
    private async Task SearchAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        if (await searchCheckout.RunAsync(attempt, ct) != true)
        {
            await MoveAsync(attempt.Id, PaymentAttemptEvent.NoAnswer, null, ct);
        }
    }

    private static StartPayment.Started Answer(PaymentAttempt attempt) => new(
        attempt.Id,
        attempt.State,
        attempt.State == PaymentAttemptState.AwaitingPayer && attempt.SessionUrl is { } url ? new Uri(url) : null);

    private async Task<CheckoutRequest> RequestOfAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        var ids = attempt.Shares.Select(s => s.CustomerAccountId).ToList();
        var numbers = await db.CustomerAccounts.Where(a => ids.Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, a => a.Number, ct);
        var culture = System.Globalization.CultureInfo.GetCultureInfo(attempt.Language);
        return new CheckoutRequest(
            attempt.Id,
            [
                .. from share in attempt.Shares
                   orderby share.CustomerAccountId
                   let number = CustomerAccount.Mask(numbers[share.CustomerAccountId])
                   select new CheckoutItem(Text.In(culture, "Refusals", "Checkout_Item", number), share.Amount),
                // Fixed words: a repeat under the same key must ask for the same.
                .. attempt.Gift.IsPositive
                    ? [new CheckoutItem(Text.In(culture, "Refusals", "Checkout_Gift"), attempt.Gift)]
                    : Array.Empty<CheckoutItem>(),
            ],
            attempt.ReceiptEmail,
            attempt.Language,
            options.Value.SuccessUrl(attempt),
            options.Value.CancelUrl(attempt),
            attempt.ExpiresAt)
        {
            Only = attempt.CardsOnly ? GatewayTender.Card : attempt.Means,
            KeepsMethod = attempt.Fee.IsPositive,
            Note = attempt.Fee.IsPositive
                ? Text.In(culture, "Refusals", "Checkout_FeeNote", attempt.Fee, attempt.Amount)
                : null,
        };
    }

    private async Task MoveAsync(Guid attemptId, PaymentAttemptEvent e, string? code, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var (attempt, _) = (await db.LockAttemptAsync(attemptId, ct))!.Value;
        // Another call may have opened the page meanwhile; its answer stands.
        if (attempt.State is PaymentAttemptState.Sending or PaymentAttemptState.Unknown
            && PaymentMoves.Next(attempt.State, e) is not null)
        {
            attempt.FailureCode = code;
            attempt.Apply(e, clock.Now);
        }
        else if (attempt.State == PaymentAttemptState.Unknown)
        {
            attempt.CheckAt = PaymentMoves.NextCheck(attempt.State, clock.Now);
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
    }
}
