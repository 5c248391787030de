using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Relief;
using Portal.Core.Payments.Returns;

namespace Portal.Core.Payments;

/// <summary>
/// Starts paying one or several accounts at the processor's checkout. The attempt is committed as "sending" before the
/// processor is called. One live attempt per account: the same payer asking for the same amounts gets the checkout
/// that is already open; anything else closes that one first.
/// A gift to the relief fund is part of what is asked, and of no share. Where debits of a customer came back the
/// checkout offers cards only.
/// Where the city charges a fee for a way of paying, the way is chosen before, and the attempt keeps the fee that was
/// shown: it is taken by itself once the payment has come.
/// Refuses amounts out of range, a gift the city does not take, an amount due or a fee that is not the one seen, a
/// debit where none is taken, money already on its way from a bank, and an earlier attempt that just succeeded or
/// cannot be cleared up yet.
/// </summary>
public sealed class StartPayment(
    PortalDbContext db, OpenCheckout openCheckout, CancelAttempt cancelAttempt, BusinessClock clock)
{
    /// <summary>The processor takes no less.</summary>
    private static readonly Usd Smallest = new(50);

    /// <summary>The processor allows 30 minutes at the least; one more for its clock and ours.</summary>
    private static readonly TimeSpan CheckoutLife = TimeSpan.FromMinutes(31);

    /// <param name="OperationId">The form's own id, made when it was drawn; becomes the attempt's.</param>
    /// <param name="UserId">Null for a guest. The caller has proved that the accounts are the payer's to pay.</param>
    /// <param name="Language">"en" or "es": of the checkout page and the receipt.</param>
    public sealed record Request(
        Guid OperationId, Guid? UserId, IReadOnlyList<Share> Shares, string Language, string? ReceiptEmail)
    {
        /// <summary>To the relief fund, besides the shares.</summary>
        public Usd Gift { get; init; }

        /// <summary>The way of paying; needed where one costs a fee, and then the only one at the checkout.</summary>
        public GatewayTender? Means { get; init; }

        /// <summary>The fee that the payer was shown.</summary>
        public Usd FeeSeen { get; init; }

        internal Usd Payment => Shares.Select(s => s.Amount).Sum();

        internal Usd Total => Payment + Gift;
    }

    /// <param name="DueSeen">What the payer was shown as due.</param>
    public sealed record Share(Guid CustomerAccountId, Usd Amount, Usd DueSeen);

    /// <param name="CheckoutUrl">Where to send the payer; null unless the state is awaiting_payer.</param>
    public sealed record Started(Guid AttemptId, PaymentAttemptState State, Uri? CheckoutUrl);

    public async Task<Outcome<Started>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (WhyNot(request) is { } shape)
        {
            return shape;
        }

        var inTheWay = "";
        // Each round closes the attempts that stand in the way; a third obstacle means someone else is paying too.
        for (var round = 0; round < 3; round++)
        {
            switch (await RecordAsync(request, ct))
            {
                case Recorded.Refused(var refusal): return refusal;
                case Recorded.Ready(var attemptId): return await openCheckout.RunAsync(attemptId, ct);
                case Recorded.Blocked(var others):
                    foreach (var (attemptId, masked) in others)
                    {
                        inTheWay = masked;
                        if (WhyNot(await cancelAttempt.RunAsync(attemptId, ct), masked) is { } refusal)
                        {
                            return refusal;
                        }
                    }

                    break;
                default: throw new InvalidOperationException("Recorded has three cases.");
            }
        }

        return new Refusal("Pay_StillFindingOut", inTheWay);
    }

    private static Refusal? WhyNot(Request request) =>
        request.Shares.Count == 0 ? new("Pay_NothingChosen")
        : request.Shares.Any(s => !s.Amount.IsPositive)
            || request.Total > Usd.LargestPayment || request.Payment < Smallest
            ? new("Pay_AmountOutOfRange", Smallest, Usd.LargestPayment)
        : null;

    private static Refusal? WhyNot(PaymentAttemptState left, string masked) => left switch
    {
        PaymentAttemptState.Canceled or PaymentAttemptState.Failed => null,
        PaymentAttemptState.Succeeded or PaymentAttemptState.Processing or PaymentAttemptState.InSuspense =>
            new("Pay_JustPaid", masked),
        _ => new("Pay_StillFindingOut", masked),
    };

    private static Refusal? WhyNot(CustomerAccount account, Share share, Usd inFlight)
    {
        if (account.Due != share.DueSeen)
        {
            return new("Pay_BalanceChanged", account.MaskedNumber, account.Due);
        }

        // Who is on budget billing may pay what was used and not asked for yet.
        var left = Usd.Max(account.Balance, account.Due) - inFlight;
        return !inFlight.IsPositive || share.Amount <= left ? null
            : left.IsPositive ? new("Pay_OnItsWay", account.MaskedNumber, inFlight, left)
            : new("Pay_AllOnItsWay", account.MaskedNumber, inFlight);
    }

    /// <summary>Under the accounts' locks: somebody may have ended the payer's right a moment ago.</summary>
    private async Task<bool> SeesOnlyAsync(
        Guid payer, IReadOnlyList<CustomerAccount> accounts, CancellationToken ct)
    {
        var ids = accounts.Select(a => a.Id).ToList();
        return await db.PayableBy(payer).CountAsync(a => ids.Contains(a.Id), ct) < ids.Count;
    }

    private async Task<Recorded> RecordAsync(Request request, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var accounts = await db.LockAccountsAsync(request.Shares.Select(s => s.CustomerAccountId), ct);
        if (await db.PaymentAttempts.Include(a => a.Shares).AsNoTracking()
                .SingleOrDefaultAsync(a => a.Id == request.OperationId, ct) is { } already)
        {
            return SameRequest(already, request)
                ? new Recorded.Ready(already.Id)
                : new Recorded.Refused(new("Pay_DifferentRequest"));
        }

        if (accounts.Count != request.Shares.Select(s => s.CustomerAccountId).Distinct().Count()
            || accounts.Count != request.Shares.Count)
        {
            return new Recorded.Refused(new("Account_NotFound"));
        }

        if (request.UserId is { } payer && await SeesOnlyAsync(payer, accounts, ct))
        {
            return new Recorded.Refused(new("Pay_SeesOnly"));
        }

        var inProgress = await db.InProgressAsync([.. accounts.Select(a => a.Id)], ct);
        foreach (var account in accounts)
        {
            var share = request.Shares.Single(s => s.CustomerAccountId == account.Id);
            if (WhyNot(account, share, inProgress.GetValueOrDefault(account.Id)?.InFlight ?? Usd.Zero) is { } no)
            {
                return new Recorded.Refused(no);
            }
        }

        Guid[] ids = [.. accounts.Select(a => a.Id)];
        var cardsOnly = await db.RestrictionAsync(ids, clock.Today, ct) is not null;
        var noSuchWay = cardsOnly && request.Means == GatewayTender.BankDebit ? new Refusal("Pay_NoDebits") : null;
        if ((noSuchWay ?? await GiftRefusalAsync(request.Gift, ct)) is { } notTaken)
        {
            return new Recorded.Refused(notTaken);
        }

        var feeRule = await db.RuleOnAsync(MoneyRuleKind.PaymentFees, clock.Today, ct);
        var fees = feeRule is null ? null : MoneyRules.Read<PaymentFeeRules>(feeRule.Document);
        if (PaymentFeeRules.WhyNot(fees, request.Means, request.Payment, request.FeeSeen) is { } noFee)
        {
            return new Recorded.Refused(noFee);
        }

        if (await InTheWayAsync(request, cardsOnly, accounts, inProgress, ct) is { } standing)
        {
            return standing;
        }

        var attempt = Make(request, request.FeeSeen.IsPositive ? feeRule : null, cardsOnly);
        attempt.Apply(PaymentAttemptEvent.Send, clock.Now);
        db.Add(attempt);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return new Recorded.Ready(attempt.Id);
    }

    private async Task<Refusal?> GiftRefusalAsync(Usd gift, CancellationToken ct) => gift.IsZero
        ? null
        : ReliefRules.WhyNot(
            await db.RulesOnAsync<ReliefRules>(MoneyRuleKind.ReliefFund, clock.Today, ct), gift);

    /// <summary>
    /// The live attempts on these accounts: one to go on with, or some to close; null when there are none.
    /// </summary>
    private async Task<Recorded?> InTheWayAsync(
        Request request,
        bool cardsOnly,
        IReadOnlyList<CustomerAccount> accounts,
        IReadOnlyDictionary<Guid, PaymentAttemptQueries.InProgress> inProgress,
        CancellationToken ct)
    {
        var live = accounts
            .Where(a => inProgress.GetValueOrDefault(a.Id)?.Live is not null)
            .Select(a => (inProgress[a.Id].Live!.AttemptId, a.MaskedNumber))
            .DistinctBy(l => l.AttemptId).ToList();
        if (live.Count == 0)
        {
            return null;
        }

        if (live.Count == 1)
        {
            var attempt = await db.PaymentAttempts.Include(a => a.Shares).AsNoTracking()
                .SingleAsync(a => a.Id == live[0].AttemptId, ct);
            if (SameRequest(attempt, request) && attempt.CardsOnly == cardsOnly && attempt.ExpiresAt > clock.Now)
            {
                return new Recorded.Ready(attempt.Id);
            }
        }

        return new Recorded.Blocked(live);
    }

    private static bool SameRequest(PaymentAttempt attempt, Request request) =>
        attempt.DraftId is null && attempt.UserId == request.UserId && attempt.Gift == request.Gift
        && attempt.Means == request.Means && attempt.Fee == request.FeeSeen
        && (attempt.UserId is not null || attempt.ReceiptEmail == request.ReceiptEmail)
        && attempt.Shares.Select(s => (s.CustomerAccountId, s.Amount)).ToHashSet()
            .SetEquals(request.Shares.Select(s => (s.CustomerAccountId, s.Amount)));

    private PaymentAttempt Make(Request request, MoneyRule? feeRule, bool cardsOnly) => new()
    {
        CardsOnly = cardsOnly,
        Id = request.OperationId,
        Channel = request.UserId is null ? AttemptChannel.Guest : AttemptChannel.Resident,
        UserId = request.UserId,
        Amount = request.Total,
        Gift = request.Gift,
        Means = request.Means,
        Fee = request.FeeSeen,
        FeeRuleId = feeRule?.Id,
        Language = request.Language,
        ReceiptEmail = request.ReceiptEmail,
        CreatedAt = clock.Now,
        ExpiresAt = clock.Now + CheckoutLife,
        ChangedAt = clock.Now,
        Shares =
        [
            .. request.Shares.Select(s => new PaymentAttemptShare
            {
                CustomerAccountId = s.CustomerAccountId,
                Amount = s.Amount,
            }),
        ],
    };

    private abstract record Recorded
    {
        public sealed record Ready(Guid AttemptId) : Recorded;

        public sealed record Blocked(IReadOnlyList<(Guid AttemptId, string Masked)> Others) : Recorded;

        public sealed record Refused(Refusal Refusal) : Recorded;
    }
}
