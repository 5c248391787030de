using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.SecurityDeposits;

/// <summary>
/// Turns a deposit with its interest into the customer's own money: interest to the day, then customer deposits against
/// the customer's credit, which pays what is open in the city's order. What is over stays credit. Part of the caller's
/// transaction, under the account's lock; the callers are the only ways: a return by rule, and a final bill.
/// </summary>
public sealed class GiveUpDeposit(
    PortalDbContext db, PostJournalEntry postEntry, CreditDepositInterest creditInterest, ApplyCredit applyCredit,
    BusinessClock clock)
{
    /// <summary>Every deposit of an account whose final bill was just issued.</summary>
    public async Task ApplyToFinalBillAsync(CustomerAccount locked, Guid operationId, Actor by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(locked);
        foreach (var row in (await AccountDeposits.OfAsync(db, locked.Id, ct)).Rows.Where(r => r.Held.IsPositive))
        {
            await RunAsync(locked, row, DepositMove.Applied, operationId, by, null, ct);
        }
    }

    /// <returns>What the customer was credited with: what was held and interest to today.</returns>
    public async Task<Usd> RunAsync(
        CustomerAccount locked, AccountDeposits.Row row, DepositMove kind, Guid operationId, Actor by,
        Actor? approvedBy, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(locked);
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(by);
        // The table compares what is given up with what is held, so interest is there before.
        var interest = await creditInterest.CreditAsync(locked, row, operationId, by, ct);
        var total = row.Held + interest;
        var entry = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.Payment, $"{row.Deposit.Id}:{locked.Number}", clock.Today, clock.Now,
                by.Name, $"Security deposit given back, {locked.Number}"),
            JournalLine.Debit(row.Deposit.Fund, GlAccounts.CustomerDeposits, total),
            JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.CustomerCredits, total, locked.Id));
        db.RequireTransaction();
        await postEntry.RunAsync(entry, ct);
        var payment = Make(locked, row.Deposit, total, entry.Id);
        locked.Owe(-total);
        db.Add(payment);
        db.Add(new DepositMovement
        {
            Id = Guid.CreateVersion7(),
            DepositId = row.Deposit.Id,
            OperationId = operationId,
            Kind = kind,
            Amount = total,
            MovedOn = clock.Today,
            MovedAt = clock.Now,
            MovedBy = by.Name,
            ApprovedBy = approvedBy?.Name,
            JournalEntryId = entry.Id,
            PaymentId = payment.Id,
        });
        db.Add(AuditEntry.Of(clock.Now, by.Name, nameof(GiveUpDeposit), locked.Id, new
        {
            deposit = row.Deposit.Id,
            kind = $"{kind}",
            cents = total.Cents,
            interest = interest.Cents,
            approvedBy = approvedBy?.Name,
        }));
        await applyCredit.RunAsync(locked, payment.Id, "a security deposit", by, ct);
        return total;
    }

    private Payment Make(CustomerAccount account, SecurityDeposit deposit, Usd total, Guid entryId)
    {
        var id = Guid.CreateVersion7();
        return new()
        {
            Id = id,
            Reference = PaymentReference.Of(id),
            OperationId = deposit.Id,
            CustomerAccountId = account.Id,
            Amount = total,
            Unapplied = total,
            Tender = Tender.SecurityDeposit,
            ReceivedAt = clock.Now,
            EffectiveOn = clock.Today,
            BusinessDate = clock.Today,
            JournalEntryId = entryId,
        };
    }
}
