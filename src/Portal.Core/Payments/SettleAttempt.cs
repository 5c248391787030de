using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Relief;
using Portal.Core.Payments.Returns;
using Portal.Core.Staff;

namespace Portal.Core.Payments;

/// <summary>
/// Brings an attempt to where the processor says it is, one way only: asked twice, or in any order, it ends alike. On
/// success it posts one payment per account in the same transaction; money that is late or not as agreed goes to
/// suspense with a task, never lost (practice.md §1.4-1.5). What is told of the processor's test mode in a live site,
/// or the reverse, moves nothing and becomes a task.
/// </summary>
public sealed class SettleAttempt(
    PortalDbContext db, ICardGateway gateway, CreditReceived creditReceived, HoldInSuspense holdInSuspense,
    RaiseOfficeTask raiseTask, TellPayer tellPayer, RecordGift recordGift, RecordPaymentFee recordFee,
    FollowDraft followDraft, TakeBackDebit takeBackDebit, BusinessClock clock)
{
    /// <param name="session">As the processor answered a moment ago, not as an event carried it.</param>
    /// <param name="ct">Cancels before the commit or not at all.</param>
    public Task RunAsync(CheckoutSession session, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(session);
        return RunAsync(ToldOfAttempt.By(session), ct);
    }

    /// <param name="charge">Of a kept method, as the processor answered a moment ago.</param>
    /// <param name="ct">Cancels before the commit or not at all.</param>
    public Task RunAsync(GatewayPayment charge, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(charge);
        return RunAsync(ToldOfAttempt.By(charge), ct);
    }

    private async Task RunAsync(ToldOfAttempt told, CancellationToken ct)
    {
        if (told.IsLive != gateway.IsLive || told.Payment is { } payment && payment.IsLive != gateway.IsLive)
        {
            await raiseTask.RunAsync(WrongMode(told.Id, told.IsLive), ct);
            return;
        }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var locked = told.OperationId is { } id
            ? await db.LockAttemptAsync(id, ct, withMethod: told.Event == PaymentAttemptEvent.Decline) : null;
        if (locked is not var (attempt, accounts) || told.IsAnothersThan(attempt))
        {
            if (told.Payment is { State: GatewayPaymentState.Succeeded })
            {
                await holdInSuspense.RunAsync(told.Payment, locked?.Attempt,
                    locked is null ? SuspenseReason.UnknownAttempt : SuspenseReason.AccountMismatch, ct);
            }
        }
        else
        {
            await MoveAsync(attempt, accounts, told, ct);
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
    }

    /// <summary>The office's task when the processor tells of money of the other kind.</summary>
    internal static RaiseOfficeTask.Request WrongMode(string objectId, bool isLive) => new(
        "processor_event",
        $"mode:{objectId}",
        $"{objectId} is of {(isLive ? "live" : "test")} mode and this site is not: nothing was posted");

    private async Task MoveAsync(
        PaymentAttempt attempt, IReadOnlyList<CustomerAccount> accounts, ToldOfAttempt told, CancellationToken ct)
    {
        Learn(attempt, told);
        if (told.Session is not null && attempt.State is PaymentAttemptState.Sending or PaymentAttemptState.Unknown)
        {
            attempt.Apply(PaymentAttemptEvent.CheckoutOpened, clock.Now);
        }

        if (told.Event is not { } e)
        {
            return;
        }

        if (e == PaymentAttemptEvent.Succeed && attempt.State is not PaymentAttemptState.Succeeded
            && Disagreement(attempt, told) is { } reason)
        {
            if (attempt.State != PaymentAttemptState.InSuspense)
            {
                attempt.Apply(PaymentAttemptEvent.Suspend, clock.Now);
                await holdInSuspense.RunAsync(told.Payment!, attempt, reason, ct);
                await followDraft.RunAsync(attempt, PaymentAttemptEvent.Suspend, ct);
            }
        }
        else if (e == PaymentAttemptEvent.Decline && attempt.Tender == GatewayTender.BankDebit
            && attempt.State is PaymentAttemptState.Succeeded or PaymentAttemptState.InSuspense)
        {
            // The bank sent a debit back that had been paid: nothing of it stands any more.
            await takeBackDebit.RunAsync(
                new(attempt.ProcessorPaymentId ?? told.Id, attempt.Id, attempt.ReturnCode), ct);
        }
        else if (PaymentMoves.Next(attempt.State, e) is not null)
        {
            attempt.Apply(e, clock.Now);
            await FollowUpAsync(attempt, accounts, told, e, ct);
        }
    }

    /// <summary>Why money that came may not simply be credited; null when all is as agreed.</summary>
    private static SuspenseReason? Disagreement(PaymentAttempt attempt, ToldOfAttempt told)
    {
        var payment = told.Payment!;
        return payment.Currency != "usd" || told.Currency != "usd" ? SuspenseReason.CurrencyMismatch
            : payment.AmountReceived != attempt.Amount ? SuspenseReason.AmountMismatch
            : attempt.State is PaymentAttemptState.Canceled or PaymentAttemptState.Failed ? SuspenseReason.LateSuccess
            : null;
    }

    private static void Learn(PaymentAttempt attempt, ToldOfAttempt told)
    {
        attempt.SessionId ??= told.Session?.Id;
        attempt.SessionUrl ??= told.Session?.Url?.AbsoluteUri;
        if (told.Payment is { } payment)
        {
            attempt.ProcessorPaymentId ??= payment.Id;
            attempt.Tender = payment.Tender ?? attempt.Tender;
            attempt.Brand = payment.Brand ?? attempt.Brand;
            attempt.LastFour = payment.LastFour ?? attempt.LastFour;
            attempt.FailureCode = payment.FailureCode ?? attempt.FailureCode;
            attempt.ReturnCode = payment.ReturnCode ?? attempt.ReturnCode;
        }
    }

    private async Task FollowUpAsync(
        PaymentAttempt attempt,
        IReadOnlyList<CustomerAccount> accounts,
        ToldOfAttempt told,
        PaymentAttemptEvent e,
        CancellationToken ct)
    {
        switch (e)
        {
            case PaymentAttemptEvent.Succeed:
                var payments = new List<Payment>();
                foreach (var account in accounts)
                {
                    var receipt = ReceiptOf(attempt, account.Id, told.Payment!);
                    var inHand = await db.TakeInHandAsync(account.Id, attempt.Id, ct)
                        ?? throw new InvalidOperationException($"Account {account.Number} is locked and gone.");
                    payments.Add(await creditReceived.RunAsync(inHand, receipt, ct));
                }

                await recordGift.ReceivedAsync(attempt, PayerOf(attempt), ct);
                await recordFee.PromisedAsync(attempt, told.Payment!, ct);
                await tellPayer.ReceivedAsync(attempt, payments, ct);
                break;
            case PaymentAttemptEvent.BankDebitStarted:
                await tellPayer.OnItsWayAsync(attempt, ct);
                break;
            case PaymentAttemptEvent.Decline when attempt.DraftId is null:
                await tellPayer.NotTakenAsync(attempt, ct);
                break;
        }

        if (attempt.DraftId is not null)
        {
            await db.SaveChangesAsync(ct);
            await followDraft.RunAsync(attempt, e, ct);
        }
    }

    private static Actor PayerOf(PaymentAttempt attempt) =>
        attempt.DraftId is not null ? Actor.System
        : attempt.UserId is { } user ? Actor.Resident(user) : Actor.Guest;

    private static CreditReceived.Receipt ReceiptOf(
        PaymentAttempt attempt, Guid accountId, GatewayPayment payment) => new(
        attempt.Id,
        attempt.Shares.Single(s => s.CustomerAccountId == accountId).Amount,
        attempt.Tender == GatewayTender.BankDebit ? Tender.BankDebit : Tender.Card,
        payment.AuthorizedAt,
        PayerOf(attempt))
        {
            AttemptId = attempt.Id,
            Brand = attempt.Brand,
            LastFour = attempt.LastFour,
            ProcessorPaymentId = attempt.ProcessorPaymentId,
            BankTrace = payment.BankTrace,
        };
}
