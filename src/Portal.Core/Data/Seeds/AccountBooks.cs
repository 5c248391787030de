using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Rating;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Data.Seeds;

/// <summary>
/// One account's receivables and journal while its history is told. Money is applied by the order that acts use
/// (<see cref="AllocationOrder"/>), and every movement is a balanced entry.
/// </summary>
internal sealed class AccountBooks(CityPlan city, int index, CustomerAccount account, CityChunk rows)
{
    private readonly List<OpenItem> _open = [];
    private readonly List<Payment> _credits = [];
    private Usd _received = Usd.Zero;
    private long _ids;
    private int _payments;

    internal Guid AccountId => account.Id;

    internal Usd Balance => account.Balance;

    /// <summary>An id that no other row of the city has, up to a million rows an account.</summary>
    internal Guid NewId(SeedKind kind, DateTimeOffset at) => city.Ids.Id(kind, at, (index * 1_000_000L) + ++_ids);

    /// <summary>Received less returned since this was last asked: what the next bill shows as payments.</summary>
    internal Usd TakeReceivedSinceLastBill()
    {
        var received = _received;
        _received = Usd.Zero;
        return received;
    }

    /// <summary>Posts a bill with its lines and open items, and puts earlier credits to it.</summary>
    internal void Post(Bill bill, IReadOnlyList<PricedCharge> charges)
    {
        rows.Bills.Add(bill);
        rows.Lines.AddRange(BillPosting.Lines(bill, charges));
        if (BillPosting.Entry(bill, account, charges, Actor.System) is { } entry)
        {
            rows.Entries.Add(entry);
        }

        var items = BillPosting.OpenItems(bill, charges, () => NewId(SeedKind.OpenItem, bill.IssuedAt));
        _open.AddRange(items);
        rows.OpenItems.AddRange(items);
        account.Owe(bill.NewCharges);
        ApplyCredits(bill);
    }

    /// <summary>Posts money received and puts it to what is open; the rest stays a credit.</summary>
    internal void Receive(PaymentHabits.Paying paying)
    {
        var amount = paying.Amount;
        if (amount <= Usd.Zero)
        {
            return;
        }

        var at = city.Calendar.At(paying.On, paying.Hour, paying.Minute);
        var shares = AllocationOrder.Default.Share(_open, amount);
        var unapplied = amount - shares.Select(s => s.Amount).Sum();
        var id = NewId(SeedKind.Payment, at);
        var reference = city.Ids.Reference((index * 64L) + _payments++);
        var operation = NewId(SeedKind.Operation, at);
        var key = $"{operation}:{account.Number}";
        var entry = Post(EntryKinds.Payment, key, paying.On, at, $"Payment on {account.Number}",
        [
            JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.DepositsInTransit, amount),
            .. CreditReceived.Receivables(account.Id, shares),
            JournalLine.Credit(
                Funds.TreasuryClearing, GlAccounts.CustomerCredits, unapplied, account.Id),
        ]);
        var payment = new Payment
        {
            Id = id,
            Reference = reference,
            OperationId = operation,
            CustomerAccountId = account.Id,
            Amount = amount,
            Unapplied = unapplied,
            Tender = paying.Tender,
            Brand = paying.Tender == Tender.Card ? paying.Brand : null,
            LastFour = paying.Tender is Tender.Card or Tender.BankDebit ? paying.LastFour : null,
            ReceivedAt = at,
            EffectiveOn = paying.On,
            BusinessDate = paying.On,
            JournalEntryId = entry.Id,
            BankTrace = paying.Tender == Tender.BankDebit
                ? $"10900001{((index * 64L) + _payments) % 10_000_000:D7}" : null,
        };
        rows.Payments.Add(payment);
        Move(-amount);
        var allocations = Allocate(payment, shares, entry.Id, at);
        if (unapplied.IsPositive)
        {
            _credits.Add(payment);
        }

        var back = paying.On.AddDays(5);
        if (paying.Returned && unapplied.IsZero && back < city.Calendar.AsOf)
        {
            Return(payment, entry, allocations, back);
        }
    }

    /// <summary>Puts credits left over from earlier payments to the bill just issued.</summary>
    private void ApplyCredits(Bill bill)
    {
        foreach (var payment in _credits)
        {
            var shares = AllocationOrder.Default.Share(_open, payment.Unapplied);
            if (shares.Count == 0)
            {
                return;
            }

            var applied = shares.Select(s => s.Amount).Sum();
            var entry = Post(EntryKinds.CreditApplied, $"{payment.Id}:{bill.Id}", bill.IssuedOn, bill.IssuedAt,
                $"Credit of {payment.Reference} applied to bill {bill.Number} of {account.Number}",
                [
                    JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.CustomerCredits, applied, account.Id),
                    .. CreditReceived.Receivables(account.Id, shares),
                ]);
            payment.Unapplied -= applied;
            Allocate(payment, shares, entry.Id, bill.IssuedAt);
        }

        _credits.RemoveAll(p => p.Unapplied.IsZero);
    }

    private void Return(Payment payment, JournalEntry original, List<Allocation> allocations, DateOnly on)
    {
        var at = city.Calendar.At(on, 7, 30);
        var reason = payment.Tender is Tender.Check or Tender.Lockbox ? "check returned, insufficient funds"
            : payment.Tender == Tender.BankDebit ? "bank debit returned, R01 insufficient funds"
            : "posted to the wrong account";
        var header = Header(
            EntryKinds.Reversal, original.Id.ToString(), on, at, $"{payment.Reference} taken back: {reason}");
        var mirror = original.Reverse(header);
        rows.Entries.Add(mirror);
        rows.Reversals.Add(new()
        {
            PaymentId = payment.Id,
            JournalEntryId = mirror.Id,
            Reason = reason,
            Cause = Payment.CanComeBack(payment.Tender) ? ReversalCause.ReturnedItem : ReversalCause.Correction,
            ReversedAt = at,
            ReversedBy = Actor.System.Name,
        });
        foreach (var allocation in allocations)
        {
            var item = rows.OpenItems.Last(i => i.Id == allocation.OpenItemId);
            item.Open += allocation.Amount;
            if (!_open.Contains(item))
            {
                _open.Add(item);
            }

            rows.Allocations.Add(new()
            {
                Id = NewId(SeedKind.Allocation, at),
                PaymentId = payment.Id,
                OpenItemId = item.Id,
                CustomerAccountId = account.Id,
                Amount = allocation.Amount,
                Sequence = allocation.Sequence,
                ReversesId = allocation.Id,
                JournalEntryId = mirror.Id,
                AllocatedAt = at,
            });
        }

        Move(payment.Amount);
    }

    private void Move(Usd owed)
    {
        account.Owe(owed);
        _received -= owed;
    }

    private List<Allocation> Allocate(
        Payment payment, IReadOnlyList<(OpenItem Item, Usd Amount)> shares, Guid entryId, DateTimeOffset at)
    {
        var made = CreditReceived
            .Allocate(payment, shares, entryId, at, () => NewId(SeedKind.Allocation, at)).ToList();
        _open.RemoveAll(i => i.Open.IsZero);
        rows.Allocations.AddRange(made);
        return made;
    }

    private JournalEntry Post(
        string kind, string key, DateOnly on, DateTimeOffset at, string memo, IReadOnlyList<JournalLine> lines)
    {
        var entry = JournalEntry.Of(Header(kind, key, on, at, memo), lines);
        rows.Entries.Add(entry);
        return entry;
    }

    private JournalEntry.Header Header(string kind, string key, DateOnly on, DateTimeOffset at, string memo) =>
        new(NewId(SeedKind.Entry, at), kind, key, on, at, Actor.System.Name, memo);

}
