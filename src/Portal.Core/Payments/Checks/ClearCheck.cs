using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Checks;

/// <summary>
/// Records that the bank paid a check, as its statement says; its refund is confirmed once all of it arrived. A stale
/// check that the bank paid after all is no unclaimed money any more. Cleared once. Refuses: another amount than the
/// check's, which is a matter for the bank, whoever wrote or printed it (ck_bank_check_reconciler), and what
/// ChangeCheck refuses.
/// </summary>
public sealed class ClearCheck(PortalDbContext db, ChangeCheck change, RecordRefund record, BusinessClock clock)
{
    /// <param name="Paid">What the statement says.</param>
    public sealed record Request(Guid CheckId, Usd Paid, Actor By);

    public async Task<Outcome<BankCheck>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.Set<BankCheck>().FindAsync([request.CheckId], ct) is not { } check)
        {
            return new Refusal("Check_NotFound");
        }

        if (request.Paid != check.Amount) { return new Refusal("Check_OtherAmount", check.Number, check.Amount); }

        var outcome = await change.RunAsync(
            request.CheckId, CheckState.Cleared, "", request.By,
            async held => held.Check.State == CheckState.Stale
                && await change.EntryOfAsync(check.Id, CheckState.Stale, ct) is { } entry
                    ? await change.MirrorAsync(entry, $"Check {check.Number} was paid after all", request.By, ct)
                    : null,
            held =>
            {
                Confirm(held, request.By);
                return Task.FromResult<Refusal?>(null);
            },
            ct);
        await tx.CommitAsync(ct);
        return outcome;
    }

    private void Confirm(ChangeCheck.Held held, Actor by)
    {
        foreach (var part in held.Parts.Where(p => p is { Way: RefundWay.Check, State: RefundPartState.Planned }))
        {
            part.State = RefundPartState.Succeeded;
        }

        if (held.Parts.All(p => p.State == RefundPartState.Succeeded)
            && RefundMoves.May(held.Refund.State, RefundState.Confirmed))
        {
            held.Refund.Move(RefundState.Confirmed, clock.Now);
            record.Write(held.Refund, nameof(ClearCheck), $"{held.Check.Number}", by);
        }
    }
}
