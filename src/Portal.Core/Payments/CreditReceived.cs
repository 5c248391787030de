using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Payments;

/// <summary>
/// Puts received money on an account that the caller has in hand, inside the caller's transaction: payment,
/// allocations, journal entry, balance. PostPayment and SettleAttempt both end here.
/// </summary>
public sealed class CreditReceived(WritePosting writePosting, AllocationOrder order, BusinessClock clock)
{
    /// <summary>What was received.</summary>
    public sealed record Receipt(
        Guid OperationId,
        Usd Amount,
        Tender Tender,
        DateTimeOffset ReceivedAt,
        Actor By)
    {
        public Guid? AttemptId { get; init; }

        public string? Brand { get; init; }

        public string? LastFour { get; init; }

        public string? ProcessorPaymentId { get; init; }

        /// <summary>Of the bank's file by which a debit was sent, 15 digits.</summary>
        public string? BankTrace { get; init; }

        /// <summary>Of money that was moved: the operation by which it came in.</summary>
        public Guid? ItemId { get; init; }
    }

    /// <summary>Writes everything but the commit. What exceeds the open items stays a credit of the customer.</summary>
    /// <returns>The payment as it was written; the context does not track it.</returns>
    public async Task<Payment> RunAsync(AccountInHand account, Receipt receipt, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(receipt);
        var shares = order.Share(account.Open, receipt.Amount, account.Promise);
        var unapplied = receipt.Amount - shares.Select(s => s.Amount).Sum();
        var entry = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.Payment, $"{receipt.OperationId}:{account.Number}", clock.Today,
                clock.Now, receipt.By.Name, $"Payment on {account.Number}"),
            [
                JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.DepositsInTransit, receipt.Amount),
                .. Receivables(account.Id, shares),
                JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.CustomerCredits, unapplied, account.Id),
            ]);
        var payment = Make(account.Id, receipt, unapplied, entry.Id);
        await writePosting.RunAsync(
            account, entry, payment, [.. Allocate(payment, shares, entry.Id, clock.Now)],
            new AuditEntry
            {
                Id = Guid.CreateVersion7(),
                At = clock.Now,
                Actor = receipt.By.Name,
                Act = "PostPayment",
                CustomerAccountId = account.Id,
                Detail = $$"""{"payment":"{{payment.Id}}","cents":{{payment.Amount.Cents}}}""",
            },
            ct);
        return payment;
    }

    /// <summary>Credits of receivables, one line per fund.</summary>
    internal static IEnumerable<JournalLine> Receivables(
        Guid accountId, IEnumerable<(OpenItem Item, Usd Amount)> shares) =>
        from share in shares
        group share.Amount by share.Item.Fund into fund
        orderby fund.Key
        select JournalLine.Credit(fund.Key, GlAccounts.AccountsReceivable, fund.Sum(), accountId);

    /// <summary>Lowers the open items and makes the allocation rows that say so.</summary>
    internal static IEnumerable<Allocation> Allocate(
        Payment payment, IEnumerable<(OpenItem Item, Usd Amount)> shares, Guid entryId, DateTimeOffset at,
        Func<Guid>? newId = null)
    {
        var sequence = 0;
        foreach (var (item, amount) in shares)
        {
            item.Open -= amount;
            yield return new Allocation
            {
                Id = newId?.Invoke() ?? Guid.CreateVersion7(),
                PaymentId = payment.Id,
                OpenItemId = item.Id,
                CustomerAccountId = payment.CustomerAccountId,
                Amount = amount,
                Sequence = ++sequence,
                JournalEntryId = entryId,
                AllocatedAt = at,
            };
        }
    }

    private Payment Make(Guid accountId, Receipt receipt, Usd unapplied, Guid entryId)
    {
        var id = Guid.CreateVersion7();
        return new Payment
        {
            Id = id,
            Reference = PaymentReference.Of(id),
            OperationId = receipt.OperationId,
            AttemptId = receipt.AttemptId,
            CustomerAccountId = accountId,
            Amount = receipt.Amount,
            Unapplied = unapplied,
            Tender = receipt.Tender,
            Brand = receipt.Brand,
            LastFour = receipt.LastFour,
            ProcessorPaymentId = receipt.ProcessorPaymentId,
            BankTrace = receipt.BankTrace,
            ItemId = receipt.ItemId,
            ReceivedAt = receipt.ReceivedAt,
            EffectiveOn = clock.DayOf(receipt.ReceivedAt),
            BusinessDate = clock.Today,
            JournalEntryId = entryId,
        };
    }
}
