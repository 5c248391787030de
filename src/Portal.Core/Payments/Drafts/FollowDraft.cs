using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.Wallet;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// Records in a draft what became of its attempt, in the transaction that settles the attempt: paid, on its way, to be
/// tried again on the next banking day, or failed, with the letter to pay now. While it is on its way or tried again,
/// and for some days after it failed, nothing is charged for being late. What the bank said may end the use of its
/// method. It is tried again only where the next try would take something (<see cref="DraftFacts.Decide"/>).
/// </summary>
public sealed class FollowDraft(
    PortalDbContext db, PlaceHold placeHold, StopMethod stopMethod, TellDraft tell, BusinessClock clock)
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
                await HoldAsync(draft, BankingDays.Add(clock.Today, BankingDays.ToSettleDebit), ct);
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
    internal Task GraceAsync(Draft draft, CancellationToken ct) => HoldAsync(draft, clock.Today, ct);

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
            await db.ReturnsAsync(draft.CustomerAccountId, draft.UserId, draft.MethodId, clock.Now, ct));
        var next = BankingDays.Add(clock.Today, 1);
        var again = failure.TryAgain && DraftMoves.Next(draft.State, DraftEvent.TryAgain) is not null
            ? (await DraftFacts.OfAsync(db, draft, clock, ct)).Decide(draft, next, lastDay: null)
            : null;
        if (again is DraftAnswer.Take)
        {
            draft.SendFrom(DraftDay.SendFrom(clock, next), clock.Today);
            await MoveAsync(draft, DraftEvent.TryAgain, null, ct);
            await HoldAsync(draft, next, ct);
            await tell.TryingAgainAsync(draft, attempt, next, ct);
        }
        else if (again is DraftAnswer.Leave(
            (DraftWhy.NothingDue or DraftWhy.OnItsWayAlready or DraftWhy.TooSmall or DraftWhy.BillCanceled)
            and var why))
        {
            await MoveAsync(draft, DraftEvent.Fail, why, ct);
            await tell.LeftAsync(draft, ct);
        }
        else if (await MoveAsync(draft, DraftEvent.Fail, DraftWhy.Declined, ct))
        {
            await GraceAsync(draft, ct);
            await tell.FailedAsync(draft, attempt, clock.Today.AddDays(GraceDays), ct);
            if (failure.Suspend is { } stopped)
            {
                await stopMethod.OfAttemptAsync(attempt, stopped, ct);
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

    /// <summary>
    /// Days without late charges, counted from a day on: what a letter promises always ends with a hold or before it.
    /// One that reaches as far already is enough, however often it is told.
    /// </summary>
    private async Task HoldAsync(Draft draft, DateOnly from, CancellationToken ct)
    {
        var last = from.AddDays(GraceDays);
        if (await db.Set<AccountHold>().AnyAsync(
            h => h.CustomerAccountId == draft.CustomerAccountId && h.Kind == HoldKind.Autopay && h.OpenItemId == null
                && h.StartsOn <= clock.Today && h.EndsOn >= last
                && !db.Set<AccountHoldEnd>().Any(e => e.HoldId == h.Id), ct))
        {
            return;
        }

        var outcome = await placeHold.RunAsync(
            new(Guid.CreateVersion7(), draft.CustomerAccountId, null, HoldKind.Autopay,
                "A payment that was promised is being taken, tried again, or has just failed", clock.Today, last,
                Actor.System),
            ct);
        if (outcome is Outcome<AccountHold>.Refused(var refusal))
        {
            throw new InvalidOperationException($"The hold of draft {draft.Id} was refused: {refusal.Key}.");
        }
    }
}
