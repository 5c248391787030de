using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Gateway;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// Records in a draft what became of its attempt, in the transaction that settles the attempt: paid, on its way, to be
/// tried again on the next banking day, or failed, with the letter to pay now. While it is on its way or tried again,
/// and for some days after it failed, nothing is charged for being late. What the bank said may suspend autopay.
/// </summary>
public sealed class FollowDraft(
    PortalDbContext db, PlaceHold placeHold, SuspendAutopay suspend, TellDraft tell, BusinessClock clock)
{
    /// <summary>Days without late charges after a draft failed.</summary>
    public const int GraceDays = 10;

    /// <param name="attempt">Locked, and moved already.</param>
    /// <param name="e">The attempt's move.</param>
    public async Task RunAsync(PaymentAttempt attempt, PaymentAttemptEvent e, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        if (attempt.DraftId is not { } id || await db.LockDraftAsync(id, ct) is not { } draft)
        {
            return;
        }

        switch (e)
        {
            case PaymentAttemptEvent.Succeed:
                await MoveAsync(draft, DraftEvent.Succeed, null, ct);
                break;
            case PaymentAttemptEvent.Suspend:
                await MoveAsync(draft, DraftEvent.Suspend, null, ct);
                break;
            case PaymentAttemptEvent.BankDebitStarted:
                await MoveAsync(draft, DraftEvent.BankDebitStarted, null, ct);
                await HoldAsync(draft, attempt.Id, BankingDays.Add(clock.Today, BankingDays.ToSettleDebit), ct);
                break;
            case PaymentAttemptEvent.Decline:
                await FailAsync(draft, attempt, ct);
                break;
            case PaymentAttemptEvent.Cancel:
                await NeverHeardAsync(draft, ct);
                break;
        }
    }

    /// <summary>Days without late charges for a draft that is given up, in the caller's transaction.</summary>
    internal Task GraceAsync(Draft draft, CancellationToken ct) => HoldAsync(draft, draft.Id, clock.Today, ct);

    /// <summary>A move that the draft's state does not allow any more is not made: a newer try decides.</summary>
    private async Task<bool> MoveAsync(Draft draft, DraftEvent e, DraftWhy? why, CancellationToken ct)
    {
        if (DraftMoves.Next(draft.State, e) is null) { return false; }

        draft.Apply(e, clock.Now, why);
        await db.RecordAsync(draft, e, Actor.System, clock.Now, ct);
        return true;
    }

    private async Task FailAsync(Draft draft, PaymentAttempt attempt, CancellationToken ct)
    {
        var failure = DraftFailure.Of(
            attempt.Tender ?? GatewayTender.Card, attempt.FailureCode, attempt.ReturnCode, draft.Tries,
            await ReturnsAsync(draft, ct));
        var next = BankingDays.Add(clock.Today, 1);
        if (failure.TryAgain && DraftMoves.Next(draft.State, DraftEvent.TryAgain) is not null)
        {
            draft.SendFrom(DraftDay.SendFrom(clock, next), clock.Today);
            await MoveAsync(draft, DraftEvent.TryAgain, null, ct);
            await HoldAsync(draft, attempt.Id, next, ct);
            await tell.TryingAgainAsync(draft, attempt, next, ct);
        }
        else if (await MoveAsync(draft, DraftEvent.Fail, DraftWhy.Declined, ct))
        {
            await GraceAsync(draft, ct);
            await tell.FailedAsync(draft, attempt, clock.Today.AddDays(GraceDays), ct);
            if (failure.Suspend is { } why && draft.EnrollmentId is not null)
            {
                await suspend.RunAsync(draft.CustomerAccountId, why, ct);
            }
        }
    }

    /// <summary>The processor never heard of it: no bank said no; it is sent again, or given up.</summary>
    private async Task NeverHeardAsync(Draft draft, CancellationToken ct)
    {
        if (draft.Tries < DraftFailure.MostTries && DraftMoves.Next(draft.State, DraftEvent.TryAgain) is not null)
        {
            draft.SendFrom(DraftDay.SendFrom(clock, BankingDays.Add(clock.Today, 1)), clock.Today);
            await MoveAsync(draft, DraftEvent.TryAgain, null, ct);
        }
        else if (await MoveAsync(draft, DraftEvent.Fail, DraftWhy.TooLate, ct))
        {
            await tell.LeftAsync(draft, ct);
        }

        await GraceAsync(draft, ct);
    }

    /// <summary>Debits of autopay on this account that came back for want of money in the last twelve months.</summary>
    private Task<int> ReturnsAsync(Draft draft, CancellationToken ct)
    {
        var since = clock.Now.AddMonths(-12);
        return (
            from attempt in db.PaymentAttempts
            join other in db.Drafts on attempt.DraftId equals other.Id
            where other.CustomerAccountId == draft.CustomerAccountId && other.UserId == draft.UserId
                && attempt.CreatedAt >= since && (attempt.ReturnCode == "R01" || attempt.ReturnCode == "R09")
            select attempt.Id).CountAsync(ct);
    }

    /// <summary>The same hold once, however often it is told.</summary>
    private async Task HoldAsync(Draft draft, Guid operationId, DateOnly lastDay, CancellationToken ct)
    {
        var outcome = await placeHold.RunAsync(
            new(operationId, draft.CustomerAccountId, null, HoldKind.Autopay,
                "A payment that was promised is being taken, tried again, or has just failed", clock.Today,
                lastDay.AddDays(GraceDays), Actor.System),
            ct);
        if (outcome is Outcome<AccountHold>.Refused(var refusal))
        {
            throw new InvalidOperationException($"The hold of draft {draft.Id} was refused: {refusal.Key}.");
        }
    }
}
