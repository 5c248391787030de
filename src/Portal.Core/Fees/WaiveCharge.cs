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
/// Lets a fee or a late charge go: a credit of what is left of it, on the accounts it was charged to, that cites it.
/// What was paid on it becomes the customer's credit. Above the limit it waits for a second person. Once for a charge;
/// the same operation waives once. Refuses: what is no such charge, nothing left of it, a waiver sooner than the rule
/// allows (once in 12 months: Mt Shasta CA), no note.
/// </summary>
public sealed class WaiveCharge(
    PortalDbContext db, WriteAdjustment write, ApplyCredit applyCredit, AskApproval ask, BusinessClock clock)
    : IApprovedAct
{
    /// <param name="ChargeId">The adjustment that charged it.</param>
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, Guid ChargeId, string Note, string? Document, Actor By)
    {
        public Actor? ApprovedBy { get; init; }
    }

    /// <summary>A charge that may be waived: what is left of it, and the rule about how often.</summary>
    /// <param name="HasRule">False while the city has no rule about waiving such a charge.</param>
    public sealed record Case(
        Adjustment Charge, IReadOnlyList<WriteAdjustment.Credit> Left, bool HasRule, int? Months, bool TooSoon)
    {
        public Usd Amount => Left.Select(l => l.Amount).Sum();
    }

    public string Kind => nameof(WaiveCharge);

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

        var waived = await CaseAsync(db, account.Id, request.ChargeId, clock.Today, ct);
        if ((WhyNot(waived) ?? WhyNot(request)) is { } refusal)
        {
            return refusal;
        }

        if (await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } limits)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.Adjustments);
        }

        if (request.ApprovedBy is null && await db.NeedsSecondPersonAsync(
            limits, account.Id, AdjustmentKind.Waiver, waived!.Amount,
            [.. waived.Left.Select(l => (l.Item.Id, l.Amount))], clock.Today, ct))
        {
            return await ask.RunAsync(
                tx,
                new(request.OperationId, Kind, account.Id, waived.Amount, RequestJson.Of(request), request.By), ct);
        }

        var adjustment = await PostAsync(account, request, waived!, ct);
        await applyCredit.RunAsync(account, adjustment.Id, adjustment.LabelEn, request.By, ct);
        await tx.CommitAsync(ct);
        return Posted.Now(adjustment);
    }

    public Task<Outcome<Posted>> RunApprovedAsync(string document, Actor approvedBy, CancellationToken ct) =>
        RunAsync(RequestJson.Read<Request>(document) with { ApprovedBy = approvedBy }, ct);

    public string Describe(string document)
    {
        var request = RequestJson.Read<Request>(document);
        return $"{request.Note} {request.Document}".Trim();
    }

    /// <summary>Why a charge cannot be waived, whoever asks; null when it can.</summary>
    public static Refusal? WhyNot(Case? waived) =>
        waived is null ? new("Waive_NotAnyCharge")
        : !waived.HasRule ? MoneyRuleShelf.NoneYet(MoneyRuleKind.Fees)
        : !waived.Amount.IsPositive ? new("Waive_NothingLeft")
        : waived.TooSoon ? new("Waive_TooSoon", waived.Months ?? 0)
        : null;

    /// <summary>The charge, if it is one of the account's fees or late charges and stands.</summary>
    public static async Task<Case?> CaseAsync(
        PortalDbContext db, Guid accountId, Guid chargeId, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var charge = await Waivable(db, accountId).AsNoTracking().SingleOrDefaultAsync(a => a.Id == chargeId, ct);
        if (charge is null)
        {
            return null;
        }

        var items = await db.OpenItems.Where(i => i.AdjustmentId == charge.Id)
            .OrderBy(i => i.AdjustmentLineNo).ToListAsync(ct);
        var lines = await AdjustableLine.WithAsync(db, items, ct);
        var (hasRule, months) = await MonthsAsync(db, charge, today, ct);
        var since = today.AddMonths(-(months ?? 0));
        var lately = months is not null && await (
            from waiver in db.Set<ChargeWaiver>()
            join credit in db.Adjustments on waiver.AdjustmentId equals credit.Id
            join earlier in db.Adjustments on waiver.WaivesId equals earlier.Id
            where credit.CustomerAccountId == accountId && earlier.Kind == charge.Kind
                && earlier.Reason == charge.Reason && credit.PostedOn > since
                && !db.Adjustments.Any(r => r.ReversesId == credit.Id)
            select waiver).AnyAsync(ct);
        return new(
            charge,
            [.. lines.Where(l => l.Left.IsPositive)
                .Select(l => new WriteAdjustment.Credit(l.Item, l.GlAccount, l.Left))],
            hasRule, months, lately);
    }

    /// <summary>Fees and late charges of an account that stand and were not waived.</summary>
    public static IQueryable<Adjustment> Waivable(PortalDbContext db, Guid accountId)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Adjustments.Where(a => a.CustomerAccountId == accountId && a.Side == Side.Debit
            && (a.Kind == AdjustmentKind.Fee || a.Kind == AdjustmentKind.ReturnedItem
                || a.Kind == AdjustmentKind.LateCharge)
            && a.ReversesId == null && !db.Adjustments.Any(r => r.ReversesId == a.Id)
            && !db.Set<ChargeWaiver>().Any(w => w.WaivesId == a.Id));
    }

    private static async Task<(bool HasRule, int? Months)> MonthsAsync(
        PortalDbContext db, Adjustment charge, DateOnly today, CancellationToken ct)
    {
        if (charge.Kind == AdjustmentKind.LateCharge)
        {
            var rules = await db.RulesOnAsync<FeeRules>(MoneyRuleKind.Fees, today, ct);
            return (rules is not null, rules?.LateChargeWaiverMonths);
        }

        return (true, await (
            from row in db.Set<FeeCharge>()
            join rate in db.Set<FeeRate>() on row.FeeRateId equals rate.Id
            where row.AdjustmentId == charge.Id
            select rate.WaiverMonths).SingleOrDefaultAsync(ct));
    }

    private static Refusal? WhyNot(Request request) =>
        string.IsNullOrWhiteSpace(request.Note) ? new("Adjust_NoteMissing") : null;

    private async Task<Adjustment> PostAsync(
        CustomerAccount account, Request request, Case waived, CancellationToken ct)
    {
        var draft = new WriteAdjustment.Draft(
            request.OperationId, 1, AdjustmentKind.Waiver, waived.Charge.Reason,
            AdjustmentWords.Waived(waived.Charge), request.By)
        {
            Note = request.Note.Trim(),
            Document = request.Document,
            CitesBillId = waived.Charge.CitesBillId,
            ApprovedBy = request.ApprovedBy,
        };
        var adjustment = await write.CreditAsync(account, draft, waived.Left, ct);
        db.Add(new ChargeWaiver
        {
            AdjustmentId = adjustment.Id,
            WaivesId = waived.Charge.Id,
            Months = waived.Months,
        });
        await db.SaveChangesAsync(ct);
        return adjustment;
    }
}
