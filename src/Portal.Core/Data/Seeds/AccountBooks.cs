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
/// (<see cref="ApplicationOrder"/>), and every movement is a balanced entry.
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

    /// <summary>Posts a bill: receivable by fund against each revenue or tax account. Null when nothing is charged.</summary>
    internal Guid? PostBill(
        Guid billId, long number, DateOnly on, DateTimeOffset at, IReadOnlyList<ChargeLine> lines)
    {
        var debits = lines.GroupBy(l => l.Fund).Select(fund => JournalLine.Debit(
            fund.Key, GlAccounts.AccountsReceivable, fund.Select(l => l.Amount).Sum(), account.Id));
        var credits = lines.GroupBy(l => (l.Fund, l.GlCode)).Select(earned => JournalLine.Credit(
            earned.Key.Fund, earned.Key.GlCode, earned.Select(l => l.Amount).Sum()));
        account.Owe(lines.Select(l => l.Amount).Sum());
        return lines.All(l => l.Amount.IsZero)
            ? null
            : Post(EntryKinds.Bill, billId.ToString(), on, at, $"Bill {number}", [.. debits, .. credits]).Id;
    }

    internal void Open(OpenItem item)
    {
        _open.Add(item);
        rows.OpenItems.Add(item);
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
        var shares = ApplicationOrder.OldestFirst.Share(_open, amount).ToList();
        var unapplied = amount - shares.Select(s => s.Amount).Sum();
        var id = NewId(SeedKind.Payment, at);
        var reference = city.Ids.Reference((index * 64L) + _payments++);
        var entry = Post(EntryKinds.Payment, id.ToString(), paying.On, at, $"Payment {reference}",
        [
            JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.DepositsInTransit, amount),
            .. Credits(shares),
            JournalLine.Credit(
                Funds.TreasuryClearing, GlAccounts.CustomerCredits, unapplied, account.Id),
        ]);
        var payment = new Payment
        {
            Id = id,
            Reference = reference,
            OperationId = NewId(SeedKind.Operation, at),
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
    internal void ApplyCredits(DateOnly on, DateTimeOffset at)
    {
        foreach (var payment in _credits)
        {
            var shares = ApplicationOrder.OldestFirst.Share(_open, payment.Unapplied).ToList();
            if (shares.Count == 0)
            {
                return;
            }

            var applied = shares.Select(s => s.Amount).Sum();
            var entry = Post(EntryKinds.CreditApplied, $"{payment.Id}:{on:yyyy-MM-dd}", on, at,
                $"Credit of payment {payment.Reference} applied",
                [
                    JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.CustomerCredits, applied, account.Id),
                    .. Credits(shares),
                ]);
            payment.Unapplied -= applied;
            Allocate(payment, shares, entry.Id, at);
        }

        _credits.RemoveAll(p => p.Unapplied.IsZero);
    }

    private void Return(Payment payment, JournalEntry original, List<Allocation> allocations, DateOnly on)
    {
        var at = city.Calendar.At(on, 7, 30);
        var header = Header(EntryKinds.Reversal, original.Id.ToString(), on, at, $"Payment {payment.Reference} returned");
        var mirror = original.Reverse(header);
        rows.Entries.Add(mirror);
        rows.Reversals.Add(new()
        {
            PaymentId = payment.Id,
            JournalEntryId = mirror.Id,
            Reason = payment.Tender is Tender.Check or Tender.Lockbox ? "Check returned: insufficient funds"
                : payment.Tender == Tender.BankDebit ? "Bank debit returned: R01 insufficient funds"
                : "Taken back: posted to the wrong account",
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

            rows.Allocations.Add(Allocation(
                payment.Id, item.Id, allocation.Amount, allocation.Sequence, mirror.Id, at, allocation.Id));
        }

        Move(payment.Amount);
    }

    private void Move(Usd owed)
    {
        account.Owe(owed);
        _received -= owed;
    }

    private static IEnumerable<JournalLine> Credits(
        IEnumerable<(OpenItem Item, Usd Amount)> shares, Guid accountId) =>
        shares.GroupBy(s => s.Item.Fund).Select(fund => JournalLine.Credit(
            fund.Key, GlAccounts.AccountsReceivable, fund.Select(s => s.Amount).Sum(), accountId));

    private IEnumerable<JournalLine> Credits(IEnumerable<(OpenItem Item, Usd Amount)> shares) =>
        Credits(shares, account.Id);

    private List<Allocation> Allocate(
        Payment payment, List<(OpenItem Item, Usd Amount)> shares, Guid entryId, DateTimeOffset at)
    {
        var made = new List<Allocation>(shares.Count);
        foreach (var (item, amount) in shares)
        {
            item.Open -= amount;
            made.Add(Allocation(payment.Id, item.Id, amount, made.Count + 1, entryId, at, reversesId: null));
        }

        _open.RemoveAll(i => i.Open.IsZero);
        rows.Allocations.AddRange(made);
        return made;
    }

    private Allocation Allocation(
        Guid paymentId, Guid itemId, Usd amount, int sequence, Guid entryId, DateTimeOffset at, Guid? reversesId) => new()
        {
            Id = NewId(SeedKind.Allocation, at),
            PaymentId = paymentId,
            OpenItemId = itemId,
            CustomerAccountId = account.Id,
            Amount = amount,
            Sequence = sequence,
            ReversesId = reversesId,
            JournalEntryId = entryId,
            AllocatedAt = at,
        };

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
