using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Refunds;
using Portal.Core.Payments.Unidentified;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>
/// Posts one piece of unclaimed money as the city's. Part of an approved turnover's transaction, under its locks; a
/// refusal undoes all of it.
/// </summary>
public sealed class PostTurnoverRow(
    PortalDbContext db, PostJournalEntry postEntry, ChangeCheck change, EndSuspense endSuspense, BusinessClock clock)
{
    internal async Task<Refusal?> RunAsync(
        UnclaimedTurnover turnover, UnclaimedTurnoverRow row, Actor by, CancellationToken ct)
    {
        db.RequireTransaction();
        return row.Kind switch
        {
            UnclaimedKind.Check => await CheckAsync(turnover, row, by, ct),
            UnclaimedKind.Credit => await CreditAsync(turnover, row, by, ct),
            _ => await SuspenseAsync(turnover, row, by, ct),
        };
    }

    private async Task<Refusal?> CheckAsync(
        UnclaimedTurnover turnover, UnclaimedTurnoverRow row, Actor by, CancellationToken ct)
    {
        var entry = Entry(turnover, row, by, JournalLine.Debit(
            Funds.TreasuryClearing, GlAccounts.UnclaimedChecks, row.Amount));
        var outcome = await change.RunAsync(
            row.SubjectId, CheckState.TurnedOver, turnover.Resolution, by,
            _ => Task.FromResult<JournalEntry?>(entry), null, ct);
        if (outcome is Outcome<BankCheck>.Refused(var refusal)) { return refusal; }

        Posted(row, entry);
        return null;
    }

    private async Task<Refusal?> CreditAsync(
        UnclaimedTurnover turnover, UnclaimedTurnoverRow row, Actor by, CancellationToken ct)
    {
        var account = await db.CustomerAccounts.SingleAsync(a => a.Id == row.SubjectId, ct);
        if (-account.Balance < row.Amount) { return new("Unclaimed_RowChanged", row.No); }

        var entry = Entry(turnover, row, by, JournalLine.Debit(
            Funds.TreasuryClearing, GlAccounts.CustomerCredits, row.Amount, account.Id));
        await postEntry.RunAsync(entry, ct);
        await TakeFromPaymentsAsync(row, account, ct);
        account.Owe(row.Amount);
        db.Add(AuditEntry.Of(clock.Now, by.Name, nameof(ApproveTurnover), account.Id, new
        {
            row = row.Id,
            cents = row.Amount.Cents,
        }));
        Posted(row, entry);
        await db.SaveChangesAsync(ct);
        return null;
    }

    /// <summary>From the oldest; what is asked back of a payment stays with it.</summary>
    private async Task TakeFromPaymentsAsync(
        UnclaimedTurnoverRow row, CustomerAccount account, CancellationToken ct)
    {
        db.Forget(read => read is Payment p && p.CustomerAccountId == account.Id);
        var payments = await db.Payments
            .Where(p => p.CustomerAccountId == account.Id && p.Unapplied > Usd.Zero
                && p.Tender != Tender.Assistance)
            .OrderBy(p => p.ReceivedAt).ThenBy(p => p.Id).ToListAsync(ct);
        var asked = (await (
            from part in db.Set<RefundPart>()
            join refund in db.Set<Refund>() on part.RefundId equals refund.Id
            where refund.CustomerAccountId == account.Id && refund.State == RefundState.Requested
            select new { part.PaymentId, part.Amount }).AsNoTracking().ToListAsync(ct))
            .ToLookup(p => p.PaymentId, p => p.Amount);
        var left = row.Amount;
        foreach (var payment in payments)
        {
            var part = Usd.Min(payment.Unapplied - asked[payment.Id].Sum(), left);
            if (!part.IsPositive) { continue; }

            payment.Unapplied -= part;
            left -= part;
            db.Add(new UnclaimedTurnoverPart { RowId = row.Id, PaymentId = payment.Id, Amount = part });
        }

        if (!left.IsZero) { throw new InvalidOperationException($"Row {row.No}: {left} of it is on no payment."); }
    }

    /// <summary>The entry that held it is mirrored, as always with suspense, and what came is the city's.</summary>
    private async Task<Refusal?> SuspenseAsync(
        UnclaimedTurnover turnover, UnclaimedTurnoverRow row, Actor by, CancellationToken ct)
    {
        if (await db.TakeSuspenseAsync(row.SubjectId, ct) is not { } item
            || await db.Set<SuspenseResolution>().AnyAsync(r => r.ItemId == item.Id, ct))
        {
            return new("Unclaimed_RowChanged", row.No);
        }

        await endSuspense.WriteAsync(
            item, SuspenseEnd.TurnedOver, new(row.Id, item.Id, turnover.Resolution, by), null, null,
            row.CustomerAccountId, ct);
        var entry = Entry(turnover, row, by, JournalLine.Debit(
            Funds.TreasuryClearing, GlAccounts.DepositsInTransit, row.Amount));
        await postEntry.RunAsync(entry, ct);
        Posted(row, entry);
        await db.SaveChangesAsync(ct);
        return null;
    }

    private JournalEntry Entry(UnclaimedTurnover turnover, UnclaimedTurnoverRow row, Actor by, JournalLine debit) =>
        JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.UnclaimedTurnedOver, $"{row.Id}", clock.Today, clock.Now, by.Name,
                $"Unclaimed {row.Number} is the city's, turnover {turnover.Number}, {turnover.Resolution}"),
            debit,
            JournalLine.Credit(Funds.General, GlAccounts.UnclaimedMoney, row.Amount));

    private void Posted(UnclaimedTurnoverRow row, JournalEntry entry) =>
        db.Add(new UnclaimedTurnoverPosting { RowId = row.Id, JournalEntryId = entry.Id });
}
