using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Payments.Gateway;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// Brings a part of a refund to where the processor says it is: money that left is posted once (2010 to 1020), money
/// that came back or never left becomes a credit again, also after a success. Under the account's lock, safe to repeat,
/// in any order; what failed stays so.
/// </summary>
public sealed class SettleRefundPart(
    PortalDbContext db, PostJournalEntry postEntry, ReopenRefundPart reopen, RaiseOfficeTask raise,
    BusinessClock clock)
{
    public Task RunAsync(Guid partId, GatewayRefund told, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(told);
        return ChangeAsync(partId, (held, part) => LearnAsync(held, part, told, ct), ct);
    }

    /// <summary>The processor surely did not send it.</summary>
    public Task NeverSentAsync(Guid partId, string code, CancellationToken ct) =>
        ChangeAsync(
            partId,
            (held, part) => part.State is RefundPartState.Sending or RefundPartState.Unknown
                ? reopen.RunAsync(held, part, code, Actor.System, ct)
                : Task.CompletedTask,
            ct);

    /// <summary>It may or may not have heard: it is asked again.</summary>
    public Task NoAnswerAsync(Guid partId, CancellationToken ct) => ChangeAsync(
        partId,
        (_, part) =>
        {
            if (part.State == RefundPartState.Sending) { part.State = RefundPartState.Unknown; }

            part.CheckAt = RefundMoves.NextCheck(part.State, part.SentAt!.Value, clock.Now);
            return Task.CompletedTask;
        },
        ct);

    private async Task ChangeAsync(
        Guid partId, Func<RefundInHand, RefundPart, Task> change, CancellationToken ct)
    {
        var refundId = await db.Set<RefundPart>().Where(p => p.Id == partId).Select(p => p.RefundId).SingleAsync(ct);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var held = (await db.TakeRefundAsync(refundId, ct))!;
        var part = held.Parts.Single(p => p.Id == partId);
        if (part.State is not (RefundPartState.Failed or RefundPartState.Dropped or RefundPartState.Planned))
        {
            await change(held, part);
            (part.LeaseBy, part.LeaseUntil) = (null, null);
            Conclude(held);
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
    }

    private async Task LearnAsync(RefundInHand held, RefundPart part, GatewayRefund told, CancellationToken ct)
    {
        if (told.Amount != part.Amount || told.Currency != "usd"
            || (part.ProcessorRefundId is { } known && known != told.Id))
        {
            await raise.RunAsync(
                new("refund_mismatch", $"refund_mismatch:{part.Id}:{told.Id}",
                    $"{held.Refund.Reference}: {told.Id} is {told.Amount} {told.Currency}, not {part.Amount}")
                {
                    CustomerAccountId = held.Account.Id,
                },
                ct);
            part.CheckAt = clock.Now.AddDays(1);
            return;
        }

        part.ProcessorRefundId = told.Id;
        if (told.State is GatewayRefundState.Failed or GatewayRefundState.Canceled)
        {
            await reopen.RunAsync(held, part, told.FailureCode ?? "canceled", Actor.System, ct);
            return;
        }

        if (part.PaidEntryId is null) { part.PaidEntryId = await PostPaidAsync(held, part, ct); }

        if (part.State != RefundPartState.Succeeded)
        {
            part.State = told.State == GatewayRefundState.Succeeded
                ? RefundPartState.Succeeded
                : RefundPartState.Pending;
        }

        part.CheckAt = RefundMoves.NextCheck(part.State, part.SentAt!.Value, clock.Now);
    }

    /// <summary>The processor keeps it back from what it pays out to the city.</summary>
    private async Task<Guid> PostPaidAsync(RefundInHand held, RefundPart part, CancellationToken ct)
    {
        var entry = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.RefundPaid, $"{part.Id}", clock.Today, clock.Now,
                held.Refund.IssuedBy!, $"Refund {held.Refund.Reference} sent back, {held.Account.Number}"),
            JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.RefundsPayable, part.Amount),
            JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.DepositsInTransit, part.Amount));
        db.RequireTransaction();
        await postEntry.RunAsync(entry, ct);
        return entry.Id;
    }

    private void Conclude(RefundInHand held)
    {
        var refund = held.Refund;
        var to = held.Parts.Any(p => p.State == RefundPartState.Failed) ? RefundState.Failed
            : held.Parts.All(p => p.State == RefundPartState.Succeeded) ? RefundState.Confirmed
            : refund.State;
        if (RefundMoves.May(refund.State, to)) { refund.Move(to, clock.Now); }
    }
}
