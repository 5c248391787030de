using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Transfers;

/// <summary>
/// Moves a misapplied payment, whole or in part, to the account it was meant for (domain.md §5: "transfer, not
/// refund"): it is taken back by reversing rows, and posted anew on the other account with the day it was received;
/// what is not moved is posted anew where it was. One operation, both accounts locked in the order of their ids, and
/// done once. Above what one person may correct alone it waits for another. Refuses: an unknown payment or account, one
/// that was taken back or refunded, a deposit or a grant, an account of whoever moves or approves it
/// (ck_payment_transfer_own_account), balances other than those shown, more than the payment, no note, a closed period.
/// </summary>
public sealed class TransferPayment(
    PortalDbContext db, ReversePayment reverse, CreditReceived creditReceived, TellOfTransfer tell, AskApproval ask,
    BusinessClock clock) : IApprovedAct
{
    /// <param name="ToAccount">The number of the account it was meant for.</param>
    /// <param name="FromSeen">The balance that was shown of the account it is on.</param>
    /// <param name="ToSeen">And of the other.</param>
    public sealed record Request(
        Guid OperationId, Guid PaymentId, string ToAccount, Usd Amount, Usd FromSeen, Usd ToSeen, string Note, Actor By)
    {
        public Actor? ApprovedBy { get; init; }
    }

    public string Kind => nameof(TransferPayment);

    public async Task<Outcome<Posted>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await TakeAsync(request, ct) is not { } held) { return new Refusal("Transfer_NotFound"); }

        if (await db.Set<PaymentTransfer>().AnyAsync(t => t.Id == request.OperationId, ct)) { return Posted.Now(null); }

        if (await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.Adjustments);
        }

        if (await WhyNotAsync(request, held, ct) is { } refusal) { return refusal; }

        if (request.ApprovedBy is null
            && await db.TransferNeedsSecondPersonAsync(rules, held.From.Id, request.Amount, clock.Today, ct))
        {
            return await ask.RunAsync(
                tx,
                new(request.OperationId, Kind, held.First, request.Amount, RequestJson.Of(request), request.By), ct);
        }

        if (await MoveAsync(request, held, ct) is { } no) { return no; }

        await tx.CommitAsync(ct);
        return Posted.Now(null);
    }

    public Task<Outcome<Posted>> RunApprovedAsync(string document, Actor approvedBy, CancellationToken ct) =>
        RunAsync(RequestJson.Read<Request>(document) with { ApprovedBy = approvedBy }, ct);

    /// <summary>The account of the two that the request is not of.</summary>
    public async Task<IReadOnlyList<Guid>> OtherAccountsAsync(string document, CancellationToken ct)
    {
        var request = RequestJson.Read<Request>(document);
        var number = request.ToAccount.Trim();
        var both = await db.CustomerAccounts.AsNoTracking()
            .Where(a => a.Number == number
                || db.Payments.Any(p => p.Id == request.PaymentId && p.CustomerAccountId == a.Id))
            .Select(a => a.Id).ToListAsync(ct);
        var asked = await db.Set<ApprovalRequest>().Where(r => r.Id == request.OperationId)
            .Select(r => (Guid?)r.CustomerAccountId).SingleOrDefaultAsync(ct);
        return [.. both.Where(a => a != asked)];
    }

    public string Describe(string document)
    {
        var request = RequestJson.Read<Request>(document);
        return $"{PaymentReference.Of(request.PaymentId)} → {request.ToAccount}: {request.Note}";
    }

    /// <summary>Locks both accounts, then reads under the locks. Null where one of them is unknown.</summary>
    private async Task<TransferInHand?> TakeAsync(Request request, CancellationToken ct)
    {
        var number = request.ToAccount.Trim();
        var to = await db.CustomerAccounts.Where(a => a.Number == number).Select(a => (Guid?)a.Id)
            .SingleOrDefaultAsync(ct);
        var from = await db.Payments.Where(p => p.Id == request.PaymentId).Select(p => (Guid?)p.CustomerAccountId)
            .SingleOrDefaultAsync(ct);
        if (to is null || from is null) { return null; }

        var locked = await db.LockAccountsUntrackedAsync([from.Value, to.Value], ct);
        return new(
            await db.Payments.AsNoTracking().SingleAsync(p => p.Id == request.PaymentId, ct),
            locked.Single(a => a.Id == from), locked.Single(a => a.Id == to), locked[0].Id);
    }

    private async Task<Refusal?> WhyNotAsync(Request request, TransferInHand held, CancellationToken ct) =>
        held.From.Id == held.To.Id ? new("Transfer_SameAccount")
        : held.Payment.Tender is Tender.SecurityDeposit or Tender.Assistance ? new("Transfer_NotMovable")
        : await db.PaymentReversals.AnyAsync(r => r.PaymentId == held.Payment.Id, ct) ? new("Transfer_TakenBack")
        : await db.WasRefundedAsync(held.Payment.Id, ct) ? new("Payment_WasRefunded")
        : await OwnAsync(request, held, ct) ? new("Transfer_OwnAccount")
        : string.IsNullOrWhiteSpace(request.Note) || request.Note.Trim().Length > 500 ? new("Transfer_NoteMissing", 500)
        : !request.Amount.IsPositive || request.Amount > held.Payment.Amount
            ? new("Transfer_AmountOutOfRange", new Usd(1), held.Payment.Amount)
        // Who approves decides by today's balance (DecideApproval), not by what the maker saw.
        : request.ApprovedBy is null && request.FromSeen != held.From.Balance
            ? new("Transfer_Changed", held.From.Number, held.From.Balance)
        : request.ApprovedBy is null && request.ToSeen != held.To.Balance
            ? new("Transfer_Changed", held.To.Number, held.To.Balance)
        : await ClosedPeriod.WhyNotAsync(db, clock.Today, ct);

    private async Task<bool> OwnAsync(Request request, TransferInHand held, CancellationToken ct)
    {
        foreach (var who in new[] { request.By, request.ApprovedBy }.OfType<Actor>())
        {
            if (await db.IsOwnAccountAsync(who, held.From.Id, ct) || await db.IsOwnAccountAsync(who, held.To.Id, ct))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<Refusal?> MoveAsync(Request request, TransferInHand held, CancellationToken ct)
    {
        var (was, rest) = (held.Payment, held.Payment.Amount - request.Amount);
        var outcome = await reverse.RunAsync(
            new(was.Id, $"Moved to {held.To.MaskedNumber}: {request.Note.Trim()}", request.By)
            {
                Cause = ReversalCause.Moved,
            },
            ct);
        if (outcome is Outcome<PaymentReversal>.Refused(var refusal)) { return refusal; }

        await db.SaveChangesAsync(ct);
        await PostAsync(request, was, held.To.Id, request.Amount, ct);
        if (rest.IsPositive) { await PostAsync(request, was, held.From.Id, rest, ct); }

        db.Add(new PaymentTransfer
        {
            Id = request.OperationId,
            PaymentId = was.Id,
            FromAccountId = held.From.Id,
            ToAccountId = held.To.Id,
            Amount = request.Amount,
            Note = request.Note.Trim(),
            MovedOn = clock.Today,
            MovedAt = clock.Now,
            MovedBy = request.By.Name,
            ApprovedBy = request.ApprovedBy?.Name,
        });
        foreach (var account in new[] { held.From, held.To })
        {
            db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(TransferPayment), account.Id, new
            {
                transfer = request.OperationId,
                payment = was.Id,
                cents = request.Amount.Cents,
                approvedBy = request.ApprovedBy?.Name,
            }));
        }

        await db.SaveChangesAsync(ct);
        await tell.RunAsync(was, request.OperationId, request.Amount, held.From, came: false, ct);
        await tell.RunAsync(was, request.OperationId, request.Amount, held.To, came: true, ct);
        return null;
    }

    /// <summary>As it was received, so that what a bank sends back and what lateness counts stays true.</summary>
    private async Task PostAsync(Request request, Payment was, Guid accountId, Usd amount, CancellationToken ct)
    {
        var account = await db.TakeInHandAsync(accountId, request.OperationId, ct)
            ?? throw new InvalidOperationException($"Account {accountId} is locked and gone.");
        await creditReceived.RunAsync(
            account,
            new(request.OperationId, amount, was.Tender, was.ReceivedAt, request.By)
            {
                AttemptId = was.AttemptId,
                Brand = was.Brand,
                LastFour = was.LastFour,
                ProcessorPaymentId = was.ProcessorPaymentId,
                BankTrace = was.BankTrace,
                ItemId = was.ItemId ?? was.OperationId,
            },
            ct);
    }
}

/// <summary>A payment and the two accounts, as they are under their locks.</summary>
/// <param name="First">The lower id: a request for approval is of it, so that locks keep their order.</param>
internal sealed record TransferInHand(Payment Payment, CustomerAccount From, CustomerAccount To, Guid First);

/// <summary>How much one person moves alone.</summary>
public static class TransferLimit
{
    /// <summary>
    /// Whether moving an amount off an account takes two: as for corrections, with what was moved off it alone in the
    /// rule's days (ck_payment_transfer_limit).
    /// </summary>
    public static async Task<bool> TransferNeedsSecondPersonAsync(
        this PortalDbContext db, AdjustmentRules rules, Guid fromAccountId, Usd amount, DateOnly today,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(rules);
        var since = today.AddDays(-rules.LimitWindowDays);
        var alone = await db.Set<PaymentTransfer>()
            .Where(t => t.FromAccountId == fromAccountId && t.ApprovedBy == null && t.MovedOn > since)
            .Select(t => t.Amount).SumUsdAsync(ct);
        return rules.NeedsSecondPerson(Billing.Adjustments.AdjustmentKind.Correction, amount + alone);
    }
}
