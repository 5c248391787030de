using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Checks;

/// <summary>
/// Writes a check for a refund: the next number of its bank account, to the customer whose account it is, at their
/// mailing address (2010 to 1010). It waits to be printed. Part of the caller's transaction, under the account's lock;
/// numbers are taken under the bank account's own, after it.
/// </summary>
public sealed class WriteCheck(PortalDbContext db, PostJournalEntry postEntry, BusinessClock clock)
{
    /// <param name="replacesId">The check in whose place it stands.</param>
    /// <returns>Why none was written; null when one was.</returns>
    internal async Task<Refusal?> RunAsync(
        Refund refund, Usd amount, Guid? replacesId, Actor by, CancellationToken ct)
    {
        db.RequireTransaction();
        db.Forget(read => read is CheckAccount);
        var account = (await db.Set<CheckAccount>()
            .FromSql($"select * from check_account order by code limit 1 for update").ToListAsync(ct))
            .SingleOrDefault();
        if (account is null) { return new("Check_NoAccount"); }

        var customer = await (
            from owner in db.CustomerAccounts
            join c in db.Customers on owner.CustomerId equals c.Id
            where owner.Id == refund.CustomerAccountId
            select c).AsNoTracking().SingleAsync(ct);
        var number = account.NextNumber++;
        var id = Guid.CreateVersion7();
        var entry = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.Check, $"{id}", clock.Today, clock.Now, by.Name,
                $"Check {number} for refund {refund.Reference}"),
            JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.RefundsPayable, amount),
            JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.CashPooled, amount));
        await postEntry.RunAsync(entry, ct);
        db.Add(new BankCheck
        {
            Id = id,
            AccountCode = account.Code,
            Number = number,
            RefundId = refund.Id,
            ReplacesId = replacesId,
            Amount = amount,
            Payee = customer.Name,
            Address = string.Join('\n', PostalAddress.Of(customer).Lines()),
            IssuedOn = clock.Today,
            IssuedBy = by.Name,
            ChangedBy = by.Name,
            ChangedAt = clock.Now,
            JournalEntryId = entry.Id,
        });
        if (!await IsSavedAsync(ct))
        {
            return new(replacesId is null ? "Refund_PayeeChanged" : "Check_PayeeChanged");
        }

        db.Add(new BankCheckEvent
        {
            Id = Guid.CreateVersion7(),
            CheckId = id,
            State = CheckState.Issued,
            Note = refund.Reference,
            OnDay = clock.Today,
            At = clock.Now,
            ByWhom = by.Name,
            JournalEntryId = entry.Id,
        });
        await db.SaveChangesAsync(ct);
        return null;
    }

    /// <summary>False when the payee or the address changed in this very moment: the caller asked before.</summary>
    private async Task<bool> IsSavedAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException
        {
            ConstraintName: "ck_bank_check_payee_as_approved",
        })
        {
            db.ChangeTracker.Clear();
            return false;
        }
    }
}
