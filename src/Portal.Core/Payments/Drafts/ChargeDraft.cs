using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Gateway;
using Portal.Core.Words;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// Asks the processor to take a draft's attempt, or what became of it, and settles it. Asked again it is the same
/// payment: within a day by the attempt's id, which is the idempotency key, later by searching. An attempt that is over
/// is left as it is.
/// </summary>
public sealed class ChargeDraft(
    PortalDbContext db, ICardGateway gateway, SettleAttempt settle, FollowDraft followDraft, BusinessClock clock)
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    public async Task RunAsync(Guid attemptId, CancellationToken ct)
    {
        var attempt = await db.PaymentAttempts.Include(a => a.Shares).AsNoTracking()
            .SingleAsync(a => a.Id == attemptId, ct);
        switch (attempt.State)
        {
            case PaymentAttemptState.Sending or PaymentAttemptState.Unknown when attempt.ExpiresAt > clock.Now:
                await SendAsync(attempt, ct);
                break;
            case PaymentAttemptState.Sending or PaymentAttemptState.Unknown:
                await SearchAsync(attempt, ct);
                break;
            case PaymentAttemptState.Processing:
                await AskAsync(attempt, ct);
                break;
        }
    }

    private async Task SendAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        var accountId = attempt.Shares.Single().CustomerAccountId;
        var number = await db.CustomerAccounts.Where(a => a.Id == accountId).Select(a => a.Number).SingleAsync(ct);
        // All of it as it was recorded: a repeat must be the same to the letter.
        var request = new SavedCharge(
            attempt.Id, attempt.ProcessorCustomerId!, attempt.ProcessorMethodId!, attempt.Tender!.Value, attempt.Amount,
            Text.In(CultureInfo.GetCultureInfo(attempt.Language), "Refusals", "Checkout_Item",
                CustomerAccount.Mask(number)));
        switch (await gateway.ChargeSavedAsync(request, ct))
        {
            case GatewayAnswer<GatewayPayment>.Accepted(var payment):
                await settle.RunAsync(payment, ct);
                break;
            case GatewayAnswer<GatewayPayment>.Refused(var code, _):
                await EndAsync(attempt.Id, PaymentAttemptEvent.Decline, code, ct);
                break;
            case GatewayAnswer<GatewayPayment>.Unknown when attempt.State == PaymentAttemptState.Unknown:
                await SearchAsync(attempt, ct);
                break;
            default:
                await EndAsync(attempt.Id, PaymentAttemptEvent.NoAnswer, null, ct);
                break;
        }
    }

    private async Task AskAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        if (await gateway.FindPaymentAsync(attempt.ProcessorPaymentId!, ct)
            is GatewayAnswer<GatewayPayment>.Accepted(var payment))
        {
            await settle.RunAsync(payment, ct);
        }
    }

    /// <summary>What the processor holds can be found even where its answer to a key stays lost for a day.</summary>
    private async Task SearchAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        switch (await gateway.SearchChargeAsync(
            attempt.Id, attempt.ProcessorCustomerId!, attempt.CreatedAt - Slack, ct))
        {
            case GatewayAnswer<GatewayPayment?>.Accepted({ } payment):
                await settle.RunAsync(payment, ct);
                break;
            case GatewayAnswer<GatewayPayment?>.Accepted when attempt.ExpiresAt <= clock.Now:
                // It never heard of it, and nothing can be sent under its key any more.
                await EndAsync(attempt.Id, PaymentAttemptEvent.Cancel, null, ct);
                break;
        }
    }

    private async Task EndAsync(Guid attemptId, PaymentAttemptEvent e, string? code, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var (attempt, _) = (await db.LockAttemptAsync(
            attemptId, ct, withMethod: e == PaymentAttemptEvent.Decline))!.Value;
        if (e == PaymentAttemptEvent.Cancel && attempt.State == PaymentAttemptState.Sending)
        {
            attempt.Apply(PaymentAttemptEvent.NoAnswer, clock.Now);
        }

        // Another call may have heard more meanwhile; its answer stands.
        if (attempt.State is PaymentAttemptState.Sending or PaymentAttemptState.Unknown
            && PaymentMoves.Next(attempt.State, e) is not null)
        {
            attempt.FailureCode = code;
            attempt.Apply(e, clock.Now);
            await db.SaveChangesAsync(ct);
            await followDraft.RunAsync(attempt, e, ct);
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
    }
}
