using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Refunds;
using Portal.Core.Payments.Unidentified;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>
/// Unclaimed money by age (domain.md §5), oldest first: stale checks, credits of closed accounts, and what is in
/// suspense. What was asked back or paid out is not in it.
/// </summary>
/// <param name="Ages">All of it, by whole years; the last has no end.</param>
/// <param name="Count">Rows of the part that is shown.</param>
public sealed record UnclaimedList(
    IReadOnlyList<UnclaimedRow> Rows, IReadOnlyList<UnclaimedList.Age> Ages, int Count, int Page)
{
    public const int RowsPerPage = 25;

    private const int OldestAge = 3;

    public int Pages => Math.Max(1, (Count + RowsPerPage - 1) / RowsPerPage);

    /// <param name="Years">From so many whole years on.</param>
    public sealed record Age(int Years, int Count, Usd Amount);

    /// <summary>Which part of it.</summary>
    public enum Part
    {
        All,

        /// <summary>Old enough, after a notice is published.</summary>
        DueByNotice,

        /// <summary>Old enough, and small or of nobody known: by a resolution alone.</summary>
        DueWithoutNotice,

        /// <summary>Somebody says that it is theirs.</summary>
        Claimed,
    }

    /// <param name="page">From 1.</param>
    public static async Task<UnclaimedList> OfAsync(
        PortalDbContext db, Part part, int page, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var all = await AllAsync(db, Part.All, clock, ct);
        var these = Of(all, part, clock.Today);
        var at = Math.Clamp(page, 1, Math.Max(1, (these.Count + RowsPerPage - 1) / RowsPerPage));
        var ages = all.ToLookup(r => r.YearsOn(clock.Today));
        return new(
            [.. these.Skip((at - 1) * RowsPerPage).Take(RowsPerPage)],
            [
                .. Enumerable.Range(0, OldestAge + 1).Select(years => new Age(
                    years, ages[years].Count(), ages[years].Select(r => r.Amount).Sum())),
            ],
            these.Count, at);
    }

    /// <summary>The same without pages, for a file.</summary>
    public static async Task<IReadOnlyList<UnclaimedRow>> AllAsync(
        PortalDbContext db, Part part, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        UnclaimedRow[] all =
        [
            .. await ChecksAsync(db, ct), .. await CreditsAsync(db, clock, ct), .. await SuspenseAsync(db, clock, ct),
        ];
        var rules = await db.RulesOnAsync<UnclaimedRules>(MoneyRuleKind.Unclaimed, clock.Today, ct)
            ?? UnclaimedRules.Usual;
        var letters = await db.Set<UnclaimedLetter>().GroupBy(l => l.SubjectId)
            .Select(g => new { g.Key, On = g.Max(l => l.WrittenOn) }).ToDictionaryAsync(g => g.Key, g => g.On, ct);
        var claimed = (await db.Set<UnclaimedClaim>().Where(c => c.State == ClaimState.Open)
            .Select(c => c.SubjectId).ToListAsync(ct)).ToHashSet();
        all =
        [
            .. all.Select(r => r with
            {
                Rules = rules,
                LetterOn = letters.TryGetValue(r.Id, out var on) ? on : null,
                IsClaimed = claimed.Contains(r.Id),
            }),
        ];
        return Of([.. all.OrderBy(r => r.Since).ThenBy(r => r.Kind).ThenBy(r => r.Id)], part, clock.Today);
    }

    /// <summary>One piece of it; null where it is not unclaimed, or not any more.</summary>
    public static async Task<UnclaimedRow?> FindAsync(
        PortalDbContext db, UnclaimedKind kind, Guid id, BusinessClock clock, CancellationToken ct) =>
        (await AllAsync(db, Part.All, clock, ct)).SingleOrDefault(r => r.Kind == kind && r.Id == id);

    private static IReadOnlyList<UnclaimedRow> Of(IReadOnlyList<UnclaimedRow> all, Part part, DateOnly today) =>
        part == Part.All ? all
            : part == Part.Claimed ? [.. all.Where(r => r.IsClaimed)]
            : [.. all.Where(r => r.DueOn <= today && r.ByNotice == (part == Part.DueByNotice))];

    private static async Task<IReadOnlyList<UnclaimedRow>> ChecksAsync(PortalDbContext db, CancellationToken ct)
    {
        var checks = await (
            from check in db.Set<BankCheck>()
            join refund in db.Set<Refund>() on check.RefundId equals refund.Id
            where check.State == CheckState.Stale
            select new { check, refund.CustomerAccountId }).AsNoTracking().ToListAsync(ct);
        return
        [
            .. checks.Select(c => new UnclaimedRow(
                UnclaimedKind.Check, c.check.Id, c.CustomerAccountId, $"{c.check.Number}", c.check.Payee,
                c.check.Amount, c.check.IssuedOn)),
        ];
    }

    /// <summary>
    /// Since the account was closed, or since money came later; without what is asked back. The relief fund's help is
    /// the fund's.
    /// </summary>
    private static async Task<IReadOnlyList<UnclaimedRow>> CreditsAsync(
        PortalDbContext db, BusinessClock clock, CancellationToken ct)
    {
        var credits = await (
            from payment in db.Payments
            join account in db.CustomerAccounts on payment.CustomerAccountId equals account.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            where account.ClosedOn != null && payment.Unapplied > Usd.Zero && payment.Tender != Tender.Assistance
            select new
            {
                PaymentId = payment.Id,
                account.Id,
                account.Number,
                customer.Name,
                account.ClosedOn,
                payment.Unapplied,
                payment.ReceivedAt,
            }).AsNoTracking().ToListAsync(ct);
        var asked = (await (
            from part in db.Set<RefundPart>()
            join refund in db.Set<Refund>() on part.RefundId equals refund.Id
            where refund.State == RefundState.Requested
            select new { part.PaymentId, part.Amount }).AsNoTracking().ToListAsync(ct))
            .ToLookup(p => p.PaymentId, p => p.Amount);
        var free = credits.Select(c => (Of: c, Amount: c.Unapplied - asked[c.PaymentId].Sum()))
            .Where(c => c.Amount.IsPositive);
        return
        [
            .. free.GroupBy(c => (c.Of.Id, c.Of.Number, c.Of.Name, ClosedOn: c.Of.ClosedOn!.Value)).Select(g =>
            {
                var came = clock.DayOf(g.Max(c => c.Of.ReceivedAt));
                return new UnclaimedRow(
                    UnclaimedKind.Credit, g.Key.Id, g.Key.Id, g.Key.Number, g.Key.Name,
                    g.Select(c => c.Amount).Sum(), came > g.Key.ClosedOn ? came : g.Key.ClosedOn);
            }),
        ];
    }

    private static async Task<IReadOnlyList<UnclaimedRow>> SuspenseAsync(
        PortalDbContext db, BusinessClock clock, CancellationToken ct)
    {
        var items = await db.SuspenseItems.AsNoTracking()
            .Where(s => s.JournalEntryId != null && !db.Set<SuspenseResolution>().Any(r => r.ItemId == s.Id))
            .ToListAsync(ct);
        return
        [
            .. items.Select(s => new UnclaimedRow(
                UnclaimedKind.Suspense, s.Id, s.CustomerAccountId, s.SaidAccount ?? s.Reference, s.PayerName, s.Amount,
                clock.DayOf(s.ReceivedAt))),
        ];
    }
}
