using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Fees;

/// <summary>
/// Charges an account a fee of the table in force today: an open item, an entry in the fee's fund, and the row of the
/// table it cites. A returned item's amount follows from how many of the payer's were charged for before (Cal. Civil
/// Code 1719); a household of low income pays a reconnection up to its cap (Health and Safety Code 116914). Above the
/// limit it waits for a second person. The same operation charges once. Refuses: no such fee in force, a closed
/// account (but for a returned item), a returned payment that is not one or was charged for, a low income without
/// proof, no note, an amount other than the one shown.
/// </summary>
public sealed class ChargeFee(
    PortalDbContext db, WriteAdjustment write, ApplyCredit applyCredit, AskApproval ask, BusinessClock clock)
    : IApprovedAct
{
    /// <param name="PaymentId">The payment that came back, for a returned item.</param>
    /// <param name="Document">Reference of the paper behind it: a work order, the bank's advice, a proof.</param>
    /// <param name="AmountSeen">What the page showed.</param>
    public sealed record Request(
        Guid OperationId,
        Guid CustomerAccountId,
        FeeKind Fee,
        bool AfterHours,
        bool LowIncome,
        Guid? PaymentId,
        string Note,
        string? Document,
        Usd? AmountSeen,
        Actor By)
    {
        public Actor? ApprovedBy { get; init; }
    }

    public string Kind => nameof(ChargeFee);

    public async Task<Outcome<Posted>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        if (await db.AlreadyAsync(request.OperationId, account.Id, ct) is { } already)
        {
            return already;
        }

        // Versions of the fee change under this lock: what is read stays in force until the commit.
        await db.LockFeeAsync(request.Fee, ct);
        var (rate, basis) = await PriceAsync(db, account, request.Fee, request.AfterHours, clock.Today, ct);
        var amount = rate?.AmountFor(basis, request.LowIncome);
        var refusal = WhyNot(request, account, rate, amount) ?? await WhyNotPaymentAsync(request, ct);
        if (refusal is not null)
        {
            return refusal;
        }

        if (await db.RulesOnAsync<FeeRules>(MoneyRuleKind.Fees, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.Fees);
        }

        var kind = request.Fee == FeeKind.ReturnedItem ? AdjustmentKind.ReturnedItem : AdjustmentKind.Fee;
        if (await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } limits)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.Adjustments);
        }

        if (request.ApprovedBy is null && await db.NeedsSecondPersonAsync(
            limits, account.Id, kind, amount!.Value, [], clock.Today, ct))
        {
            return await ask.RunAsync(
                tx,
                new(request.OperationId, Kind, account.Id, amount.Value, RequestJson.Of(request), request.By), ct);
        }

        var adjustment = await PostAsync(account, request, kind, rate!, basis, amount!.Value, rules, ct);
        await applyCredit.RunAsync(account, adjustment.Id, adjustment.LabelEn, request.By, ct);
        await tx.CommitAsync(ct);
        return Posted.Now(adjustment);
    }

    public Task<Outcome<Posted>> RunApprovedAsync(string document, Actor approvedBy, CancellationToken ct) =>
        RunAsync(RequestJson.Read<Request>(document) with { ApprovedBy = approvedBy }, ct);

    public string Describe(string document)
    {
        var request = RequestJson.Read<Request>(document);
        return $"{request.Fee}: {request.Note} {request.Document}".Trim();
    }

    /// <summary>The row that holds on a day, and which of its amounts this account would be charged.</summary>
    public static async Task<(FeeRate? Rate, FeeBasis Basis)> PriceAsync(
        PortalDbContext db, CustomerAccount account, FeeKind fee, bool afterHours, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(account);
        var rate = await db.FeeOnAsync(fee, day, ct);
        if (fee != FeeKind.ReturnedItem)
        {
            return (rate, afterHours ? FeeBasis.AfterHours : FeeBasis.Normal);
        }

        var before = await (
            from charge in db.Set<FeeCharge>()
            join adjustment in db.Adjustments on charge.AdjustmentId equals adjustment.Id
            join other in db.CustomerAccounts on adjustment.CustomerAccountId equals other.Id
            where charge.PaymentId != null && other.CustomerId == account.CustomerId
            select charge).AnyAsync(ct);
        return (rate, before ? FeeBasis.Later : FeeBasis.First);
    }

    private static Refusal? WhyNot(Request request, CustomerAccount account, FeeRate? rate, Usd? amount) =>
        rate is null || amount is null ? new("Fee_NotInForce")
        : account.ClosedOn is not null && request.Fee != FeeKind.ReturnedItem
            ? new("Account_Closed", account.MaskedNumber)
        : request.LowIncome && request.Fee != FeeKind.Reconnect ? new("Fee_LowIncomeReconnect")
        : request.LowIncome && string.IsNullOrWhiteSpace(request.Document) ? new("Fee_ProofMissing")
        : string.IsNullOrWhiteSpace(request.Note) ? new("Adjust_NoteMissing")
        : request.AmountSeen is { } seen && seen != amount ? new("Fee_AmountChanged", amount)
        : null;

    private async Task<Refusal?> WhyNotPaymentAsync(Request request, CancellationToken ct)
    {
        if (request.Fee != FeeKind.ReturnedItem)
        {
            return null;
        }

        var returned = await ReturnedPayments(db, request.CustomerAccountId)
            .AnyAsync(p => p.Id == request.PaymentId, ct);
        return returned ? null : new("Fee_PaymentMissing");
    }

    /// <summary>Payments of an account that came back and that no fee was charged for.</summary>
    public static IQueryable<Payment> ReturnedPayments(PortalDbContext db, Guid accountId)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Payments.Where(p => p.CustomerAccountId == accountId
            && db.PaymentReversals.Any(r => r.PaymentId == p.Id && r.Cause == ReversalCause.ReturnedItem)
            && !db.Set<FeeCharge>().Any(c => c.PaymentId == p.Id));
    }

    private async Task<Adjustment> PostAsync(
        CustomerAccount account, Request request, AdjustmentKind kind, FeeRate rate, FeeBasis basis, Usd amount,
        FeeRules rules, CancellationToken ct)
    {
        var draft = new WriteAdjustment.Draft(
            request.OperationId, 1, kind, SnakeCase.Snake($"{rate.Kind}"), rate.Label, request.By)
        {
            Note = request.Note.Trim(),
            Document = request.Document,
            ApprovedBy = request.ApprovedBy,
        };
        var adjustment = await write.ChargeAsync(
            account, draft, clock.Today.AddDays(rules.DueDays),
            [new(ChargeKind.Fee, UtilityService.Water, rate.Fund, rate.GlAccount, amount)], ct);
        db.Add(new FeeCharge
        {
            AdjustmentId = adjustment.Id,
            FeeRateId = rate.Id,
            Basis = basis,
            LowIncome = request.LowIncome,
            PaymentId = request.PaymentId,
        });
        await db.SaveChangesAsync(ct);
        return adjustment;
    }
}
