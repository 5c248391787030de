using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Autopay;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// Takes one promised draft: under the account's lock it looks at all that decides (<see cref="DraftFacts.Decide"/>),
/// records a payment attempt for no more than is due, commits, and only then asks the processor. While its payer is at
/// a checkout of the account it waits; anybody else's is closed at the processor first, so that a stranger can hold off
/// nothing, and what they had just paid is posted and not taken again. Sent twice, or by two workers, it is taken once.
/// </summary>
public sealed class SendDraft(
    PortalDbContext db, CancelAttempt cancelAttempt, ChargeDraft charge, FollowDraft followDraft, LeaveAutopay leave,
    TellDraft tell, BusinessClock clock)
{
    /// <summary>Checkouts that are closed before it is put off.</summary>
    private const int MostClosed = 2;

    /// <summary>How long to wait for somebody who is paying.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>The processor may forget an idempotency key after 24 hours.</summary>
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(23);

    public async Task RunAsync(Guid draftId, CancellationToken ct)
    {
        for (var closed = 0; ; closed++)
        {
            switch (await RecordAsync(draftId, mayClose: closed < MostClosed, ct))
            {
                case Recorded.Ready(var attemptId):
                    await charge.RunAsync(attemptId, ct);
                    return;
                case Recorded.Blocked(var other):
                    await cancelAttempt.RunAsync(other, ct);
                    break;
                default:
                    return;
            }
        }
    }

    /// <param name="mayClose">Whether a checkout in the way is closed; else it is waited for.</param>
    /// <returns>What to send, or what to close first; null when nothing is to be sent.</returns>
    private async Task<Recorded?> RecordAsync(Guid draftId, bool mayClose, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var accountId = await db.Drafts.Where(d => d.Id == draftId).Select(d => d.CustomerAccountId).SingleAsync(ct);
        var account = (await db.LockAccountAsync(accountId, ct))!;
        var draft = (await db.LockDraftAsync(draftId, ct))!;
        if (draft.State != DraftState.Promised || draft.SendAt > clock.Now || !BankingDays.IsBankingDay(clock.Today))
        {
            return null;
        }

        var facts = await DraftFacts.OfAsync(db, draft, clock, ct);
        var lastDay = BankingDays.Add(clock.DayOf(draft.SendAt!.Value), DraftDay.MostDaysLate);
        Recorded? recorded = null;
        switch (facts.Decide(draft, clock.Today, lastDay))
        {
            case DraftAnswer.Leave(var why):
                await LeaveAsync(draft, facts, why, ct);
                break;
            case DraftAnswer.Take when facts.BeingPaid is { } other && mayClose && IsStrangers(other, draft):
                return new Recorded.Blocked(other.AttemptId);
            case DraftAnswer.Take when facts.BeingPaid is not null:
                await PutOffAsync(draft, ct);
                break;
            case DraftAnswer.Take(var amount):
                recorded = new Recorded.Ready((await AttemptAsync(draft, facts, amount, account, ct)).Id);
                break;
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return recorded;
    }

    /// <summary>A guest is known by nothing but an address that anybody may type, so each is another's.</summary>
    private static bool IsStrangers(PaymentAttemptQueries.LiveCheckout checkout, Draft draft) =>
        !checkout.IsDraft && (checkout.UserId is null || checkout.UserId != draft.UserId);

    /// <summary>The lease is set to end then, so that no worker comes before; the day it counts from stays.</summary>
    private async Task PutOffAsync(Draft draft, CancellationToken ct)
    {
        var until = clock.Now + Patience;
        await db.Drafts.Where(d => d.Id == draft.Id)
            .ExecuteUpdateAsync(d => d.SetProperty(x => x.LeaseUntil, until), ct);
    }

    private async Task LeaveAsync(Draft draft, DraftFacts facts, DraftWhy why, CancellationToken ct)
    {
        var e = draft.Tries > 0 ? DraftEvent.Fail : DraftEvent.Skip;
        draft.Apply(e, clock.Now, why);
        await db.RecordAsync(draft, e, Actor.System, clock.Now, ct);
        if (why is not (DraftWhy.NothingDue or DraftWhy.OnItsWayAlready or DraftWhy.TooSmall or DraftWhy.BillCanceled))
        {
            await followDraft.GraceAsync(draft, ct);
        }

        await tell.LeftAsync(draft, ct);
        if (why == DraftWhy.NotAllowed && facts.Autopay is { State: not AutopayState.Ended })
        {
            await leave.RunAsync(
                new(draft.CustomerAccountId, null, AutopayWhy.LinkEnded, Actor.System), ct);
        }
    }

    private async Task<PaymentAttempt> AttemptAsync(
        Draft draft, DraftFacts facts, Usd amount, CustomerAccount account, CancellationToken ct)
    {
        var method = facts.Method!;
        var email = draft.UserId is { } user
            ? await db.Users.Where(u => u.Id == user).Select(u => u.Email).SingleAsync(ct)
            : draft.Email;
        draft.Apply(DraftEvent.Send, clock.Now);
        var attempt = new PaymentAttempt
        {
            Id = Guid.CreateVersion7(),
            Channel = draft.Source == DraftSource.Autopay ? AttemptChannel.Autopay : AttemptChannel.Scheduled,
            UserId = draft.UserId,
            DraftId = draft.Id,
            ProcessorCustomerId = method.ProcessorCustomerId,
            ProcessorMethodId = method.ProcessorMethodId,
            Tender = method.Tender,
            Brand = method.Brand,
            LastFour = method.LastFour,
            Amount = amount,
            Language = draft.Language,
            ReceiptEmail = email,
            CreatedAt = clock.Now,
            ExpiresAt = clock.Now + KeyLife,
            ChangedAt = clock.Now,
            Shares = [new PaymentAttemptShare { CustomerAccountId = account.Id, Amount = amount }],
        };
        attempt.Apply(PaymentAttemptEvent.Send, clock.Now);
        db.Add(attempt);
        await db.RecordAsync(draft, DraftEvent.Send, Actor.System, clock.Now, ct);
        return attempt;
    }

    private abstract record Recorded
    {
        public sealed record Ready(Guid AttemptId) : Recorded;

        public sealed record Blocked(Guid OtherId) : Recorded;
    }
}
