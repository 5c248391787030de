using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Payments;

/// <summary>
/// Takes money off open items again, the newest first, and leaves it as the customer's credit: a row takes back each
/// allocation whole, another puts back what stays, an entry per payment moves the rest from receivable to credit.
/// Part of the caller's transaction, under the account's lock.
/// </summary>
public sealed class TakeOffAllocations(PortalDbContext db, PostJournalEntry postEntry, BusinessClock clock)
{
    /// <param name="wanted">How much to free of each item; not more than is allocated to it.</param>
    /// <param name="causeId">The operation it is done for.</param>
    /// <param name="on">The day of its entries, today where none is given; never before the money came.</param>
    public async Task RunAsync(
        CustomerAccount locked,
        IReadOnlyList<(OpenItem Item, Usd Amount)> wanted,
        Guid causeId,
        string cause,
        Actor by,
        CancellationToken ct,
        DateOnly? on = null)
    {
        ArgumentNullException.ThrowIfNull(locked);
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(by);
        var ids = wanted.Where(w => w.Amount.IsPositive).Select(w => w.Item.Id).ToList();
        if (ids.Count == 0)
        {
            return;
        }

        await db.SaveChangesAsync(ct);
        var standing = await db.Allocations
            .Where(a => ids.Contains(a.OpenItemId) && a.ReversesId == null
                && !db.Allocations.Any(r => r.ReversesId == a.Id))
            .OrderByDescending(a => a.AllocatedAt).ThenByDescending(a => a.Sequence).ToListAsync(ct);
        var parts = wanted.SelectMany(w => Newest(standing, w.Item, w.Amount)).ToList();
        var paymentIds = parts.Select(p => p.Allocation.PaymentId).Distinct().ToList();
        var payments = await db.Payments.Where(p => paymentIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        foreach (var ofPayment in parts.GroupBy(p => p.Allocation.PaymentId).OrderBy(g => g.Key))
        {
            var payment = payments[ofPayment.Key];
            var entry = Entry(locked, payment, [.. ofPayment], causeId, cause, by, on ?? clock.Today);
            db.RequireTransaction();
            await postEntry.RunAsync(entry, ct);
            foreach (var (item, allocation, amount) in ofPayment)
            {
                item.Open += amount;
                payment.Unapplied += amount;
                db.AddRange(Rows(allocation, amount, entry.Id));
            }
        }

        await db.SaveChangesAsync(ct);
    }

    private static IEnumerable<(OpenItem Item, Allocation Allocation, Usd Amount)> Newest(
        List<Allocation> standing, OpenItem item, Usd amount)
    {
        foreach (var allocation in standing.Where(a => a.OpenItemId == item.Id))
        {
            var part = Usd.Min(allocation.Amount, amount);
            if (part.IsPositive)
            {
                amount -= part;
                yield return (item, allocation, part);
            }
        }

        if (amount.IsPositive)
        {
            throw new InvalidOperationException($"Open item {item.Id} has {amount} less allocated than is wanted.");
        }
    }

    private JournalEntry Entry(
        CustomerAccount account, Payment payment, List<(OpenItem Item, Allocation Allocation, Usd Amount)> parts,
        Guid causeId, string cause, Actor by, DateOnly on) =>
        JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.CreditFreed, $"{payment.Id}:{causeId}",
                payment.BusinessDate > on ? payment.BusinessDate : on, clock.Now, by.Name,
                $"{payment.Reference} taken off {cause} of {account.Number}"),
            [
                .. from part in parts
                   group part.Amount by part.Item.Fund into fund
                   orderby fund.Key
                   select JournalLine.Debit(fund.Key, GlAccounts.AccountsReceivable, fund.Sum(), account.Id),
                JournalLine.Credit(
                    Funds.TreasuryClearing, GlAccounts.CustomerCredits, parts.Select(p => p.Amount).Sum(), account.Id),
            ]);

    private IEnumerable<Allocation> Rows(Allocation taken, Usd freed, Guid entryId)
    {
        yield return Row(taken, taken.Amount, entryId, taken.Id);
        if (taken.Amount > freed)
        {
            yield return Row(taken, taken.Amount - freed, entryId, null);
        }
    }

    private Allocation Row(Allocation like, Usd amount, Guid entryId, Guid? reverses) => new()
    {
        Id = Guid.CreateVersion7(),
        PaymentId = like.PaymentId,
        OpenItemId = like.OpenItemId,
        CustomerAccountId = like.CustomerAccountId,
        Amount = amount,
        Sequence = like.Sequence,
        ReversesId = reverses,
        JournalEntryId = entryId,
        AllocatedAt = clock.Now,
    };
}
