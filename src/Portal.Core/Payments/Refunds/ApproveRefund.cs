using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// Says yes to a refund; the last yes that its band asks for makes the credit payable (2120 to 2010). A person says it
/// once. Refuses: an unknown refund, whoever asked for it (ck_refund_approval_second_person), an account of their own,
/// a role below the band's (ck_refund_approval_band), one that waits for nobody, another amount than was shown, a
/// credit that is not there any more, a closed period.
/// </summary>
public sealed class ApproveRefund(
    PortalDbContext db, PostJournalEntry postEntry, RecordRefund record, BusinessClock clock)
{
    /// <param name="AmountSeen">What the page showed.</param>
    public sealed record Request(Guid RefundId, Usd AmountSeen, string? Note, Actor By);

    public async Task<Outcome<Refund>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.TakeRefundAsync(request.RefundId, ct) is not { } held) { return new Refusal("Refund_NotFound"); }

        var refund = held.Refund;
        var said = await db.Set<RefundApproval>().AsNoTracking().Where(a => a.RefundId == refund.Id).ToListAsync(ct);
        if (said.Any(a => a.DecidedBy == request.By.Name && a.Decision == RefundDecision.Approved)) { return refund; }

        if (await WhyNotAsync(request, held, ct) is { } refusal) { return refusal; }

        db.Add(new RefundApproval
        {
            RefundId = refund.Id,
            Decision = RefundDecision.Approved,
            Note = request.Note?.Trim() ?? "",
            DecidedBy = request.By.Name,
            DecidedAt = clock.Now,
        });
        await db.SaveChangesAsync(ct);
        if (said.Count + 1 >= refund.ApprovalsNeeded) { await PostAsync(held, request.By, ct); }

        record.Write(refund, nameof(ApproveRefund), request.Note?.Trim() ?? "", request.By);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return refund;
    }

    /// <summary>Why this person cannot approve it; null when they can. Its page asks too.</summary>
    public static async Task<Refusal?> WhyNotAsync(
        PortalDbContext db, Refund refund, Actor by, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(refund);
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(clock);
        if (refund.RequestedBy == by.Name) { return new("Refund_OwnRequest"); }

        if (refund.State != RefundState.Requested) { return new("Refund_WaitsForNobody"); }

        if (await db.IsOwnAccountAsync(by, refund.CustomerAccountId, ct)) { return new("Refund_OwnAccount"); }

        var rules = await db.RulesOnAsync<RefundRules>(MoneyRuleKind.Refunds, refund.RequestedOn, ct);
        var reach = await db.ReachOfAsync(by, ct);
        var band = rules is null ? null : await db.RefundBandAsync(rules, refund.Amount, refund.RequestedOn, ct);
        return band is null || reach < Math.Max(StaffRoles.RankOf(band.Role), 1)
            ? new("Refund_AboveRole")
            : await ClosedPeriod.WhyNotAsync(db, clock.Today, ct);
    }

    private async Task<Refusal?> WhyNotAsync(Request request, RefundInHand held, CancellationToken ct)
    {
        if (await WhyNotAsync(db, held.Refund, request.By, clock, ct) is { } refusal) { return refusal; }

        if (request.AmountSeen != held.Refund.Amount) { return new("Refund_Changed", held.Refund.Amount); }

        var ids = held.Parts.Select(p => p.PaymentId).ToList();
        var free = await db.Payments.AsNoTracking().Where(p => ids.Contains(p.Id))
            .ToDictionaryAsync(p => p.Id, p => p.Unapplied, ct);
        return -held.Account.Balance < held.Refund.Amount || held.Parts.Any(p => free[p.PaymentId] < p.Amount)
            ? new("Refund_CreditGone", Usd.Max(-held.Account.Balance, Usd.Zero))
            : null;
    }

    private async Task PostAsync(RefundInHand held, Actor by, CancellationToken ct)
    {
        var refund = held.Refund;
        var entry = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.Refund, $"{refund.Id}", clock.Today, clock.Now, by.Name,
                $"Refund {refund.Reference} of {held.Account.Number}"),
            JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.CustomerCredits, refund.Amount, held.Account.Id),
            JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.RefundsPayable, refund.Amount));
        db.RequireTransaction();
        await postEntry.RunAsync(entry, ct);
        foreach (var part in held.Parts)
        {
            var payment = await db.Payments.SingleAsync(p => p.Id == part.PaymentId, ct);
            payment.Unapplied -= part.Amount;
        }

        held.Account.Owe(refund.Amount);
        refund.JournalEntryId = entry.Id;
        refund.Move(RefundState.Approved, clock.Now);
    }
}
