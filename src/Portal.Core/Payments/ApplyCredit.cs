using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Staff;

namespace Portal.Core.Payments;

/// <summary>
/// Puts what a customer had paid ahead to what is open, in the city's order: an entry and allocations per payment.
/// Part of the caller's transaction, under the account's lock. Run by every act that opens an item or takes money off
/// one, so that none of them leaves a customer owing beside a credit.
/// </summary>
public sealed class ApplyCredit(
    PortalDbContext db, PostJournalEntry postEntry, AllocationOrder order, BusinessClock clock)
{
    /// <param name="causeId">What made it: a bill's id, an operation's; one application of a payment each.</param>
    /// <param name="cause">For the memo: "bill 4711".</param>
    public async Task RunAsync(CustomerAccount locked, Guid causeId, string cause, Actor by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(locked);
        ArgumentNullException.ThrowIfNull(by);
        await db.SaveChangesAsync(ct);
        var credits = await db.Payments
            .Where(p => p.CustomerAccountId == locked.Id && p.Unapplied > Usd.Zero)
            .OrderBy(p => p.ReceivedAt).ThenBy(p => p.Id).ToListAsync(ct);
        if (credits.Count == 0)
        {
            return;
        }

        var open = await db.OpenItems
            .Where(i => i.CustomerAccountId == locked.Id && i.Open > Usd.Zero).ToListAsync(ct);
        var promise = (await PaymentPromise.OfAsync((NpgsqlConnection)db.Database.GetDbConnection(), [locked.Id], ct))
            .GetValueOrDefault(locked.Id);
        foreach (var payment in credits)
        {
            var shares = order.Share(open, payment.Unapplied, promise);
            if (shares.Count == 0)
            {
                break;
            }

            var entry = Entry(locked, payment, shares, causeId, cause, by, (clock.Today, clock.Now));
            db.RequireTransaction();
            await postEntry.RunAsync(entry, ct);
            payment.Unapplied -= shares.Select(s => s.Amount).Sum();
            db.AddRange(CreditReceived.Allocate(payment, shares, entry.Id, clock.Now));
        }

        await db.SaveChangesAsync(ct);
    }

    /// <summary>The entry by which one payment's credit is put to what is open.</summary>
    internal static JournalEntry Entry(
        CustomerAccount account, Payment payment, IReadOnlyList<(OpenItem Item, Usd Amount)> shares, Guid causeId,
        string cause, Actor by, (DateOnly On, DateTimeOffset At) when) =>
        JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.CreditApplied, $"{payment.Id}:{causeId}", when.On, when.At,
                by.Name, $"Credit of {payment.Reference} applied to {cause} of {account.Number}"),
            [
                JournalLine.Debit(
                    Funds.TreasuryClearing, GlAccounts.CustomerCredits, shares.Select(s => s.Amount).Sum(), account.Id),
                .. CreditReceived.Receivables(account.Id, shares),
            ]);
}
