using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Payments.Gateway;
using Portal.Core.Staff;

namespace Portal.Core.Payments;

/// <summary>
/// Books money that came but may not simply be credited: unidentified receipts in the ledger and a task for the
/// office, inside the caller's transaction. The same payment is held once. Money in another currency is not booked,
/// for this ledger holds one; its task says so.
/// </summary>
public sealed class HoldInSuspense(
    PortalDbContext db, PostJournalEntry postEntry, RaiseOfficeTask raiseTask, BusinessClock clock)
{
    public async Task RunAsync(
        GatewayPayment payment, PaymentAttempt? attempt, SuspenseReason reason, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(payment);
        Guid? accountId = attempt?.Shares is [var only] ? only.CustomerAccountId : null;
        // Serialises two events about a payment that no attempt's lock covers.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({payment.Id}))", ct);
        if (await db.SuspenseItems.AnyAsync(s => s.ProcessorPaymentId == payment.Id, ct)
            || await db.Payments.AnyAsync(p => p.ProcessorPaymentId == payment.Id, ct))
        {
            return;
        }

        Guid? entryId = reason == SuspenseReason.CurrencyMismatch ? null : await BookAsync(payment, reason, ct);
        db.Add(new SuspenseItem
        {
            Id = Guid.CreateVersion7(),
            Amount = payment.AmountReceived,
            Reason = reason,
            AttemptId = attempt?.Id,
            CustomerAccountId = accountId,
            ProcessorPaymentId = payment.Id,
            Tender = payment.Tender switch
            {
                GatewayTender.Card => Tender.Card,
                GatewayTender.BankDebit => Tender.BankDebit,
                _ => null,
            },
            JournalEntryId = entryId,
            ReceivedAt = clock.Now,
        });
        await raiseTask.RunAsync(
            new("suspense", $"suspense:{payment.Id}",
                $"{reason}: {payment.AmountReceived} {payment.Currency} of {payment.Id}, "
                + $"asked {attempt?.Amount.ToString() ?? "nothing"}")
            {
                CustomerAccountId = accountId,
                AttemptId = attempt?.Id,
            },
            ct);
        await db.SaveChangesAsync(ct);
    }

    private async Task<Guid> BookAsync(GatewayPayment payment, SuspenseReason reason, CancellationToken ct)
    {
        var entry = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.Suspense, payment.Id, clock.Today, clock.Now, Actor.System.Name,
                $"Held in suspense, {reason}: {payment.Id}"),
            JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.DepositsInTransit, payment.AmountReceived),
            JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.UnidentifiedReceipts, payment.AmountReceived));
        await postEntry.RunAsync(entry, ct);
        return entry.Id;
    }
}
