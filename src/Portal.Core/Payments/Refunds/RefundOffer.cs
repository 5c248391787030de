using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// What of an account may be paid back, and what comes before it, in the order of domain.md §5: what is in dispute or
/// owed on the account, what budget billing has gathered, what the relief fund paid, what is owed on the customer's
/// other accounts, and what is asked back already.
/// </summary>
public sealed record RefundOffer
{
    /// <summary>Days in which a change of name or address is looked at (16 CFR 681.1).</summary>
    private const int ReviewDays = 30;

    /// <summary>Days after which a bank debit is not refunded to its account any more.</summary>
    private const int BankDays = 180;

    /// <summary>Payments' money that nothing was open for.</summary>
    public required Usd Credit { get; init; }

    /// <summary>Kept back, in order; none of them zero.</summary>
    public required IReadOnlyList<(RefundOffset Why, Usd Amount)> Offsets { get; init; }

    /// <summary>Security deposits still held: they are applied or returned by their own rules first.</summary>
    public required Usd DepositHeld { get; init; }

    /// <summary>The day from which on the money behind it has cleared.</summary>
    public required DateOnly EarliestOn { get; init; }

    /// <summary>Who is paid or where they are reached changed within 30 days.</summary>
    public required bool NeedsReview { get; init; }

    /// <summary>Payments with credit, newest first, and how each would go back.</summary>
    public required IReadOnlyList<Source> Sources { get; init; }

    public Usd Refundable => Usd.Max(Credit - Offsets.Select(o => o.Amount).Sum(), Usd.Zero);

    /// <param name="Free">Of the payment, not asked back yet.</param>
    public sealed record Source(
        Guid PaymentId, string Reference, Usd Free, RefundWay Way, string? Brand, string? LastFour);

    /// <summary>How an amount would be split: the newest payment first.</summary>
    /// <param name="byCheck">Nothing to cards and banks: the customer says that they are closed.</param>
    public IEnumerable<(Source From, Usd Amount, RefundWay Way)> Split(Usd amount, bool byCheck)
    {
        foreach (var source in Sources)
        {
            var part = Usd.Min(amount, source.Free);
            if (part.IsPositive)
            {
                amount -= part;
                yield return (source, part, byCheck ? RefundWay.Check : source.Way);
            }
        }
    }

    public static async Task<RefundOffer> OfAsync(
        PortalDbContext db, CustomerAccount account, RefundRules rules, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(clock);
        var credits = await db.Payments.AsNoTracking()
            .Where(p => p.CustomerAccountId == account.Id && p.Unapplied > Usd.Zero)
            .OrderByDescending(p => p.ReceivedAt).ThenByDescending(p => p.Id).ToListAsync(ct);
        var sources = await SourcesAsync(db, [.. credits.Where(p => p.Tender != Tender.Assistance)], clock, ct);
        return new()
        {
            Credit = credits.Select(p => p.Unapplied).Sum(),
            Offsets = await OffsetsAsync(db, account, rules, credits, ct),
            DepositHeld = new((await db.Database.SqlQuery<long>($"""
                select coalesce(sum(case when m.kind in ('taken', 'interest') then m.amount_cents
                  else -m.amount_cents end), 0)::bigint as "Value"
                from deposit_movement m join security_deposit d on d.id = m.deposit_id
                where d.customer_account_id = {account.Id}
                """).ToListAsync(ct)).Single()),
            EarliestOn = await EarliestAsync(db, account.Id, rules, clock, ct),
            NeedsReview = await WasChangedAsync(db, account, clock, ct),
            Sources = sources,
        };
    }

    private static async Task<IReadOnlyList<(RefundOffset, Usd)>> OffsetsAsync(
        PortalDbContext db, CustomerAccount account, RefundRules rules, IReadOnlyList<Payment> credits,
        CancellationToken ct)
    {
        var open = await db.OpenItems.AsNoTracking()
            .Where(i => i.CustomerAccountId == account.Id && i.Open > Usd.Zero).ToListAsync(ct);
        var others = rules.HoldsForOtherAccounts
            ? await db.CustomerAccounts.AsNoTracking()
                .Where(a => a.CustomerId == account.CustomerId && a.Id != account.Id).ToListAsync(ct)
            : [];
        var asked = await db.Set<Refund>()
            .Where(r => r.CustomerAccountId == account.Id && r.State == RefundState.Requested)
            .Select(r => r.Amount).SumUsdAsync(ct);
        (RefundOffset Why, Usd Amount)[] all =
        [
            (RefundOffset.Disputed, open.Where(i => i.IsDisputed).Select(i => i.Open).Sum()),
            (RefundOffset.Owed, open.Where(i => !i.IsDisputed).Select(i => i.Open).Sum()),
            (RefundOffset.Budget, Usd.Max(-account.Deferred, Usd.Zero)),
            (RefundOffset.Relief, credits.Where(p => p.Tender == Tender.Assistance).Select(p => p.Unapplied).Sum()),
            (RefundOffset.OtherAccounts, others.Select(a => Usd.Max(a.Balance, Usd.Zero)).Sum()),
            (RefundOffset.AskedBack, asked),
        ];
        return [.. all.Where(o => o.Amount.IsPositive)];
    }

    private static async Task<IReadOnlyList<Source>> SourcesAsync(
        PortalDbContext db, IReadOnlyList<Payment> payments, BusinessClock clock, CancellationToken ct)
    {
        var ids = payments.Select(p => p.Id).ToList();
        var parts = await (
            from part in db.Set<RefundPart>()
            join refund in db.Set<Refund>() on part.RefundId equals refund.Id
            where ids.Contains(part.PaymentId)
            select new { part.PaymentId, part.Amount, part.State, Refund = refund.State }).ToListAsync(ct);
        return
        [
            .. from payment in payments
               let mine = parts.Where(p => p.PaymentId == payment.Id).ToList()
               let kept = mine.Where(p => p.Refund == RefundState.Requested).Select(p => p.Amount).Sum()
               let cameBack = mine.Any(p => p.State == RefundPartState.Failed)
               select new Source(
                   payment.Id, payment.Reference, Usd.Max(payment.Unapplied - kept, Usd.Zero),
                   cameBack ? RefundWay.Check : WayOf(payment, clock), payment.Brand, payment.LastFour),
        ];
    }

    /// <summary>To where it came from; what did not come through the processor goes back on a check.</summary>
    private static RefundWay WayOf(Payment payment, BusinessClock clock) =>
        payment.ProcessorPaymentId is null ? RefundWay.Check
        : payment.Tender == Tender.Card ? RefundWay.Card
        : payment.Tender == Tender.BankDebit && payment.ReceivedAt > clock.Now.AddDays(-BankDays) ? RefundWay.BankDebit
        : RefundWay.Check;

    private static async Task<DateOnly> EarliestAsync(
        PortalDbContext db, Guid accountId, RefundRules rules, BusinessClock clock, CancellationToken ct)
    {
        var since = clock.Now.AddDays(-90);
        var lately = await db.Payments.AsNoTracking()
            .Where(p => p.CustomerAccountId == accountId && p.ReceivedAt >= since
                && (p.Tender == Tender.BankDebit || p.Tender == Tender.Check)
                && !db.PaymentReversals.Any(r => r.PaymentId == p.Id))
            .Select(p => new { p.Tender, p.ReceivedAt }).ToListAsync(ct);
        return lately.Select(p => rules.ClearsOn(p.Tender, clock.DayOf(p.ReceivedAt))).Append(clock.Today).Max();
    }

    private static async Task<bool> WasChangedAsync(
        PortalDbContext db, CustomerAccount account, BusinessClock clock, CancellationToken ct)
    {
        var since = clock.Now.AddDays(-ReviewDays);
        return await db.ContactChanges.AnyAsync(
                c => c.CustomerId == account.CustomerId && c.ChangedAt >= since
                    && (c.Part == ContactPart.MailingAddress || c.Part == ContactPart.Name
                        || c.Part == ContactPart.LegalName), ct)
            || await (
                from changed in db.EmailChanges
                join link in db.AccountLinks on changed.UserId equals link.UserId
                where link.CustomerAccountId == account.Id && link.EndedAt == null
                    && changed.Kind == EmailChangeKind.SignIn && changed.ConfirmedAt >= since
                select changed).AnyAsync(ct);
    }
}

/// <summary>What is kept back of a credit.</summary>
public enum RefundOffset
{
    /// <summary>Open and disputed: settled first.</summary>
    Disputed,

    /// <summary>Open on the account otherwise.</summary>
    Owed,

    /// <summary>Asked for ahead by budget billing.</summary>
    Budget,

    /// <summary>Paid by the relief fund.</summary>
    Relief,

    /// <summary>Owed on the customer's other accounts.</summary>
    OtherAccounts,

    /// <summary>In another refund that waits.</summary>
    AskedBack,
}
