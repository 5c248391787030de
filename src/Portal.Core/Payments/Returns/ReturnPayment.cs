using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Fees;
using Portal.Core.Money;
using Portal.Core.Payments.Transfers;
using Portal.Core.Payments.Wallet;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// A payment came back from the bank, whenever it was made and whatever was paid since (domain.md §4): in one
/// transaction the whole item is taken back (<see cref="ReversePayment"/>: open items with their own due dates, autopay
/// and kept method stopped by the code), what refunds had of it given up or charged (<see cref="ClaimRefunds"/>), the
/// fee charged by the table, lateness charged as though it had not been paid, further checks and debits restricted by
/// count, and the customer told. Posted today, in the open period; the entries name the originals. The same operation
/// records once. Refuses an unknown payment or reason, a reason or tender that do not go together, a day before the
/// payment or after today, what came back or was taken back, and an account of the person who records it
/// (ck_returned_payment_own_account).
/// </summary>
public sealed class ReturnPayment(
    PortalDbContext db, ReversePayment reverse, ChargeFee chargeFee, ChargeLateOfReturn chargeLate,
    RestrictPayer restrict, ClaimRefunds claim, TellOfReturn tell, BusinessClock clock)
{
    /// <param name="OperationId">Of the form, the line of the file, or the processor's object.</param>
    /// <param name="PaymentId">Any payment of the item: an item that paid several accounts comes back whole.</param>
    /// <param name="ReasonCode">A row of <see cref="ReturnReason"/>.</param>
    /// <param name="ReturnedOn">The bank's day.</param>
    public sealed record Request(
        Guid OperationId, Guid PaymentId, string ReasonCode, DateOnly ReturnedOn, ReturnSource Source,
        string? Reference, Actor By);

    /// <returns>One row for each payment of the item.</returns>
    public async Task<Outcome<IReadOnlyList<ReturnedPayment>>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var item = await ItemAsync(request.PaymentId, ct);
        if (item.Count == 0) { return new Refusal("Payment_NotFound"); }

        await LockAsync(item, ct);
        // What was moved to another account before the locks were held is asked for again.
        if (!(await ItemAsync(request.PaymentId, ct)).Select(p => p.Id).SequenceEqual(item.Select(p => p.Id)))
        {
            return new Refusal("Return_JustMoved");
        }

        Guid[] ids = [.. item.Select(p => p.Id)];
        var already = await db.Set<ReturnedPayment>().AsNoTracking().Where(r => ids.Contains(r.PaymentId))
            .OrderBy(r => r.PaymentId).ToListAsync(ct);
        if (already.Count > 0)
        {
            return already[0].OperationId == request.OperationId
                ? already
                : new Refusal("Return_Already", already[0].ReturnedOn);
        }

        var reason = await db.Set<ReturnReason>().AsNoTracking()
            .SingleOrDefaultAsync(r => r.Code == request.ReasonCode, ct);
        if (WhyNot(request, item, reason) is { } refusal) { return refusal; }

        if (await WhyNotWholeAsync(item, request, ct) is { } kept) { return kept; }

        if (await db.RulesOnAsync<ReturnRules>(MoneyRuleKind.Returns, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.Returns);
        }

        var refunded = new Dictionary<Guid, Usd>();
        foreach (var payment in item)
        {
            var claimed = await claim.TakeInAsync(payment, ct);
            await TakeBackAsync(payment, request, reason!, ct);

            await claim.ChargeAsync(payment, claimed, clock.Today.AddDays(rules.AnswerDays), ct);
            refunded[payment.Id] = claimed.Select(c => c.Part.Amount).Sum();
        }

        var rows = await RecordAsync(item, request, reason!, rules, refunded, ct);
        await tx.CommitAsync(ct);
        return rows;
    }

    /// <summary>All payments of the item: one operation paid them, or they took the place of moved ones.</summary>
    private Task<List<Payment>> ItemAsync(Guid paymentId, CancellationToken ct) =>
        db.ItemOf(paymentId).ToListAsync(ct);

    /// <summary>Every account that the item paid or its method pays, in the order of their ids.</summary>
    private async Task LockAsync(List<Payment> item, CancellationToken ct)
    {
        var accounts = item.Select(p => p.CustomerAccountId).ToHashSet();
        if (item[0].AttemptId is { } attempt) { accounts.UnionWith(await db.AccountsUsingAsync(attempt, ct)); }

        await db.LockAccountsUntrackedAsync([.. accounts], ct);
    }

    private Refusal? WhyNot(Request request, List<Payment> item, ReturnReason? reason) =>
        reason is null ? new("Return_ReasonUnknown", request.ReasonCode)
        : item[0].Tender != Tender.Card && !Payment.CanComeBack(item[0].Tender) ? new("Payment_CannotComeBack")
        : !reason.Fits(item[0].Tender) ? new("Return_ReasonNotOfTender")
        : request.ReturnedOn > clock.Today || request.ReturnedOn < item.Min(p => p.EffectiveOn)
            ? new("Return_DayWrong", item.Min(p => p.EffectiveOn), clock.Today)
        : null;

    /// <summary>What stops one payment stops the item: asked of all before the first is taken back.</summary>
    private async Task<Refusal?> WhyNotWholeAsync(List<Payment> item, Request request, CancellationToken ct)
    {
        // What a bank or the processor tells is nobody's own doing.
        if (request.Source == ReturnSource.Person
            && await db.IsAnyOwnAccountAsync(request.By, item.Select(p => p.CustomerAccountId), ct))
        {
            return new("Approval_OwnAccount");
        }

        foreach (var payment in item)
        {
            if (await db.PaymentReversals.AnyAsync(r => r.PaymentId == payment.Id, ct))
            {
                return new("Return_TakenBack");
            }
        }

        return null;
    }

    /// <summary>What refuses was asked before: a refusal now would leave half an item, so nothing is kept.</summary>
    private async Task TakeBackAsync(Payment payment, Request request, ReturnReason reason, CancellationToken ct)
    {
        var outcome = await reverse.RunAsync(
            new(payment.Id, $"{reason.Code} {reason.LabelEn}", request.By)
            {
                Cause = reason.Source == ReasonSource.Card ? ReversalCause.Disputed : ReversalCause.ReturnedItem,
                // Where the bank gave no code there is none to go by, and what used the method stops.
                ReturnCode = reason is { Source: ReasonSource.Ach, Code: not ReturnReason.NoCode } ? reason.Code : null,
            },
            ct);
        if (outcome is Outcome<PaymentReversal>.Refused(var refusal))
        {
            throw new InvalidOperationException($"{payment.Reference} cannot be taken back: {refusal.Key}");
        }
    }

    private async Task<List<ReturnedPayment>> RecordAsync(
        List<Payment> item, Request request, ReturnReason reason, ReturnRules rules,
        Dictionary<Guid, Usd> refunded, CancellationToken ct)
    {
        var rows = new List<ReturnedPayment>();
        foreach (var payment in item)
        {
            // A bank charges once for an item, however many accounts it paid.
            var fee = reason.ChargesFee && rows.Count == 0 ? await FeeAsync(payment, request, reason, ct) : null;
            var account = await db.LockAccountAsync(payment.CustomerAccountId, ct)
                ?? throw new InvalidOperationException($"Account {payment.CustomerAccountId} is locked and gone.");
            var late = rules.LateCharge && reason.Source != ReasonSource.Card
                ? await chargeLate.RunAsync(account, payment.Id, request.By, ct) : Usd.Zero;
            var row = new ReturnedPayment
            {
                PaymentId = payment.Id,
                OperationId = request.OperationId,
                ReasonCode = reason.Code,
                Source = request.Source,
                Reference = string.IsNullOrWhiteSpace(request.Reference) ? null : request.Reference.Trim(),
                ReturnedOn = request.ReturnedOn,
                FeeAdjustmentId = fee?.Adjustment?.Id,
                Late = late,
                RecordedAt = clock.Now,
                RecordedBy = request.By.Name,
            };
            db.Add(row);
            db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ReturnPayment), account.Id, new
            {
                payment = payment.Id,
                reason = reason.Code,
                cents = payment.Amount.Cents,
                reference = row.Reference,
            }));
            await db.SaveChangesAsync(ct);
            var restriction = reason.Counts && rows.Count == 0
                ? await restrict.RunAsync(account.CustomerId, payment.Id, rules, ct) : null;
            await tell.RunAsync(
                payment, reason,
                new(fee?.Adjustment?.Amount ?? Usd.Zero, late, refunded[payment.Id], restriction), rules, ct);
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Refused where the city has no such fee in force: the return stands without it.</summary>
    private async Task<Posted?> FeeAsync(
        Payment payment, Request request, ReturnReason reason, CancellationToken ct)
    {
        var outcome = await chargeFee.RunAsync(
            new(Guid.CreateVersion7(), payment.CustomerAccountId, FeeKind.ReturnedItem, false, false, payment.Id,
                $"{payment.Reference} {reason.Code}", request.Reference, null, request.By), ct);
        return outcome is Outcome<Posted>.Done(var posted) ? posted : null;
    }
}
