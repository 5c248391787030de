using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments.Checks;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// Sends an approved refund on its way: that it is being sent is committed first, then the processor is called for each
/// part under the part's id, which is its idempotency key; what goes by check becomes one check, waiting to be printed.
/// Issued once, whoever presses again. Refuses: an unknown refund, one that waits for nobody, whoever asked for it or
/// approved it (ck_refund_third_person), an account of their own, money that has not cleared (ck_refund_has_cleared),
/// another amount than was shown, a check when who is paid or where changed since the approval
/// (ck_bank_check_payee_as_approved), no address to mail a check to, a closed period.
/// </summary>
public sealed class IssueRefund(
    PortalDbContext db, WriteCheck writeCheck, SendRefundPart send, RecordRefund record, TellRefunded tell,
    BusinessClock clock)
{
    /// <param name="AmountSeen">What the page showed.</param>
    public sealed record Request(Guid RefundId, Usd AmountSeen, Actor By);

    public async Task<Outcome<Refund>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var outcome = await BeginAsync(request, ct);
        if (outcome is not Outcome<Refund>.Done(var refund)) { return outcome; }

        var parts = await db.Set<RefundPart>().AsNoTracking()
            .Where(p => p.RefundId == refund.Id && p.State == RefundPartState.Sending)
            .OrderBy(p => p.No).Select(p => p.Id).ToListAsync(ct);
        foreach (var part in parts) { await send.RunAsync(part, ct); }

        db.ChangeTracker.Clear();
        return await db.Set<Refund>().AsNoTracking().SingleAsync(r => r.Id == refund.Id, ct);
    }

    /// <summary>Why this person cannot issue it now; null when they can. Its page asks too.</summary>
    public static async Task<Refusal?> WhyNotAsync(
        PortalDbContext db, Refund refund, Actor by, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(refund);
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(clock);
        return refund.State != RefundState.Approved ? new("Refund_WaitsForNobody")
            : await db.DecidedAsync(refund.Id, by, ct) ? new("Refund_ThirdPerson")
            : await db.IsOwnAccountAsync(by, refund.CustomerAccountId, ct) ? new("Refund_OwnAccount")
            : clock.Today < refund.EarliestOn ? new("Refund_NotCleared", refund.EarliestOn)
            : await db.IsCheckToSomebodyElseAsync(refund.Id, ct) ? new("Refund_PayeeChanged")
            : await ClosedPeriod.WhyNotAsync(db, clock.Today, ct);
    }

    private async Task<Outcome<Refund>> BeginAsync(Request request, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.TakeRefundAsync(request.RefundId, ct) is not { } held) { return new Refusal("Refund_NotFound"); }

        var refund = held.Refund;
        if (refund.State is RefundState.Issued or RefundState.Confirmed or RefundState.Failed) { return refund; }

        if (await WhyNotAsync(db, refund, request.By, clock, ct) is { } refusal) { return refusal; }

        if (request.AmountSeen != refund.Amount) { return new Refusal("Refund_Changed", refund.Amount); }

        (refund.IssuedBy, refund.IssuedOn) = (request.By.Name, clock.Today);
        refund.Move(RefundState.Issued, clock.Now);
        foreach (var part in held.Parts.Where(p => p.Way != RefundWay.Check))
        {
            (part.State, part.SentAt) = (RefundPartState.Sending, clock.Now);
            part.CheckAt = RefundMoves.NextCheck(part.State, clock.Now, clock.Now);
        }

        record.Write(refund, nameof(IssueRefund), $"{refund.Amount}", request.By);
        await db.SaveChangesAsync(ct);
        var byCheck = held.Parts.Where(p => p.Way == RefundWay.Check).Select(p => p.Amount).Sum();
        if (byCheck.IsPositive && await writeCheck.RunAsync(refund, byCheck, null, request.By, ct) is { } no)
        {
            return no;
        }

        await tell.IssuedAsync(held.Account, refund, ct);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return refund;
    }
}
