using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Leaks;

/// <summary>
/// Gives back part of a bill after a leak, by the city's method, against the revenue of each line. Above the limit it
/// waits for a second person. The same operation credits once. Refuses: no history to compare with, use not far enough
/// above it, no proof where it is needed, asked too late, credited often enough, a bill that was canceled.
/// </summary>
public sealed class CreditLeak(
    PortalDbContext db, WriteAdjustment write, ApplyCredit applyCredit, AskApproval ask, BusinessClock clock)
    : IApprovedAct
{
    /// <param name="Document">Proof of the repair.</param>
    /// <param name="ReachedSewer">The water went down a drain.</param>
    /// <param name="CreditSeen">What the preview showed.</param>
    public sealed record Request(
        Guid OperationId, Guid BillId, string? Document, bool ReachedSewer, string Note, Usd CreditSeen, Actor By)
    {
        public Actor? ApprovedBy { get; init; }
    }

    public string Kind => nameof(CreditLeak);

    public async Task<Outcome<Posted>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var bill = await db.Bills.AsNoTracking().SingleOrDefaultAsync(b => b.Id == request.BillId, ct);
        if (bill is null || await db.LockAccountAsync(bill.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Bill_NotFound");
        }

        if (await db.AlreadyAsync(request.OperationId, account.Id, ct) is { } already)
        {
            return already;
        }

        if (await db.RulesOnAsync<LeakRules>(MoneyRuleKind.Leaks, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.Leaks);
        }

        var leak = await LeakCase.OfAsync(db, bill, rules, request.ReachedSewer, clock.Today, ct);
        if (await db.BillCancellations.AnyAsync(c => c.BillId == bill.Id, ct))
        {
            return new Refusal("Bill_CanceledBefore", bill.Number);
        }

        if ((WhyNot(leak, rules, clock.Today) ?? WhyNot(request, rules, leak)) is { } refusal)
        {
            return refusal;
        }

        if (await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } limits)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.Adjustments);
        }

        if (request.ApprovedBy is null && await NeedsSecondPersonAsync(db, limits, leak, clock.Today, ct))
        {
            return await ask.RunAsync(
                tx,
                new(request.OperationId, Kind, account.Id, leak.Amount, RequestJson.Of(request), request.By), ct);
        }

        var draft = new WriteAdjustment.Draft(
            request.OperationId, 1, AdjustmentKind.Leak, "leak", rules.Label, request.By)
        {
            Note = request.Note.Trim(),
            Document = request.Document,
            CitesBillId = bill.Id,
            ApprovedBy = request.ApprovedBy,
        };
        var adjustment = await write.CreditAsync(account, draft, leak.Credits, ct);
        await applyCredit.RunAsync(account, adjustment.Id, "a leak credit", request.By, ct);
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

    /// <summary>Why a bill gets no leak credit, whoever asks; null when it may.</summary>
    public static Refusal? WhyNot(LeakCase leak, LeakRules rules, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(leak);
        ArgumentNullException.ThrowIfNull(rules);
        return leak.IsCredited ? new("Leak_Credited", leak.Bill.Number)
            : leak.Average is not { } average ? new("Leak_NoHistory")
            : !rules.IsLeak(leak.Used, average) || !leak.Amount.IsPositive ? new("Leak_NotEnoughOver")
            : leak.Bill.IssuedOn.AddDays(rules.WithinDays ?? 100_000) < today
                ? new("Leak_TooLate", rules.WithinDays ?? 0)
            : leak.CreditedLately >= rules.MostBills ? new("Leak_OftenEnough", rules.MostBills)
            : leak.OthersThisYear >= (rules.MostLeaksPerYear ?? int.MaxValue)
                ? new("Leak_OncePerYear", leak.OthersThisYear)
            : rules.NeedsCleanCycle && !leak.IsCleanSince ? new("Leak_NotCleanYet")
            : leak.CreditedEver >= (rules.Lifetime ?? int.MaxValue) ? new("Leak_OnceEver", rules.Lifetime ?? 0)
            : null;
    }

    /// <summary>Whether the credit is more than one person may give.</summary>
    public static Task<bool> NeedsSecondPersonAsync(
        PortalDbContext db, AdjustmentRules limits, LeakCase leak, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(leak);
        return db.NeedsSecondPersonAsync(
            limits, leak.Bill.CustomerAccountId, AdjustmentKind.Leak, leak.Amount,
            [.. leak.Credits.Select(c => (c.Item.Id, c.Amount))], today, ct);
    }

    private static Refusal? WhyNot(Request request, LeakRules rules, LeakCase leak) =>
        rules.NeedsDocument && string.IsNullOrWhiteSpace(request.Document) ? new("Leak_ProofMissing")
        : string.IsNullOrWhiteSpace(request.Note) ? new("Adjust_NoteMissing")
        : request.ApprovedBy is null && request.CreditSeen != leak.Amount ? new("Leak_CreditChanged", leak.Amount)
        : null;
}
