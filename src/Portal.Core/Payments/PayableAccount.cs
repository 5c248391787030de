using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Budget;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;

namespace Portal.Core.Payments;

/// <summary>An account as the pay pages show it: what is owed, what is on its way, what is left to pay.</summary>
public sealed record PayableAccount
{
    public required Guid Id { get; init; }

    public required string Number { get; init; }

    public required string Place { get; init; }

    public required string CustomerName { get; init; }

    /// <summary>
    /// Owed, less what a budget defers: <see cref="StartPayment"/> wants to hear that it was seen; negative is a
    /// credit.
    /// </summary>
    public required Usd Due { get; init; }

    /// <summary>Used and not asked for, by budget billing; may be paid ahead.</summary>
    public Usd Deferred { get; init; }

    /// <summary>What of it is asked for, and what waits; null when all is asked for.</summary>
    public AccountAsking? Asking { get; init; }

    /// <summary>The earliest due day of anything unpaid that is not disputed.</summary>
    public required DateOnly? DueOn { get; init; }

    /// <summary>On its way from a bank.</summary>
    public required Usd InFlight { get; init; }

    public required DateTimeOffset? InFlightSince { get; init; }

    /// <summary>A checkout page that somebody has open.</summary>
    public required PaymentAttemptQueries.LiveCheckout? Live { get; init; }

    public string MaskedNumber => CustomerAccount.Mask(Number);

    /// <summary>What is left to pay once the money on its way has arrived; never negative.</summary>
    public Usd ToPay => Usd.Max(Due - InFlight, Usd.Zero);

    /// <summary>What of it is asked for now; never negative.</summary>
    public Usd AskedNow => Asking is { } asking
        ? Usd.Min(ToPay, Usd.Max(asking.Asked - InFlight, Usd.Zero))
        : ToPay;

    /// <summary>
    /// What the pay page offers first: what is asked for now, or where nothing is the next payment of an arrangement.
    /// </summary>
    public Usd Offered => AskedNow.IsPositive || Asking is null || InFlight.IsPositive
        ? AskedNow
        : Usd.Min(ToPay, Asking.ArrangedNext);

    /// <summary>The most that is left to pay while money is on its way, with what was used and not asked for.</summary>
    public Usd Most => Usd.Max(Due + Usd.Max(Deferred, Usd.Zero) - InFlight, Usd.Zero);

    /// <summary>When money on its way should have arrived at the latest.</summary>
    public DateOnly? InFlightBy(Common.BusinessClock clock) => InFlightSince is { } since
        ? BankingDays.Add(clock.DayOf(since), BankingDays.ToSettleDebit)
        : null;

    /// <summary>
    /// Loads accounts by number, in two queries; one more where any has a budget, an arrangement, or a dispute.
    /// </summary>
    /// <param name="accounts">For residents <c>db.VisibleTo(userId)</c>; for a guest the one they proved.</param>
    /// <param name="today">The city's day.</param>
    public static async Task<IReadOnlyList<PayableAccount>> ForAsync(
        PortalDbContext db, IQueryable<CustomerAccount> accounts, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await (
            from account in accounts
            join premise in db.Premises on account.PremiseId equals premise.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            orderby account.Number
            select new
            {
                account.Id,
                account.Number,
                premise.Line1,
                premise.Line2,
                customer.Name,
                account.Balance,
                account.Deferred,
                HasArrangement = db.Set<PaymentArrangement>()
                    .Any(g => g.CustomerAccountId == account.Id && g.State == ArrangementState.Active),
                HasDispute = db.OpenItems.Any(
                    i => i.CustomerAccountId == account.Id && i.IsDisputed && i.Open > Usd.Zero),
                HasBudget = db.Set<BudgetEntry>().Any(e => e.CustomerAccountId == account.Id),
                DueOn = db.OpenItems
                    .Where(i => i.CustomerAccountId == account.Id && i.Open > Usd.Zero && !i.IsDisputed)
                    .Min(i => (DateOnly?)i.DueOn),
            }).AsNoTracking().ToListAsync(ct);
        var budgets = rows.Where(r => r.HasBudget).Select(r => r.Id).ToList();
        var asked = budgets.Count == 0 ? null : await db.AskedForAsync(budgets, ct);
        var promised = rows.Any(r => r.HasArrangement)
            ? await db.PromisedAsync([.. rows.Where(r => r.HasArrangement).Select(r => r.Id)], ct)
            : null;
        var asking = await AccountAsking.OfAsync(
            db, [.. rows.Where(r => r.HasArrangement || r.HasDispute).Select(r => r.Id)], today, ct);
        var inProgress = await db.InProgressAsync([.. rows.Select(r => r.Id)], ct);
        return
        [
            .. from row in rows
               let progress = inProgress.GetValueOrDefault(row.Id)
               select new PayableAccount
               {
                   Id = row.Id,
                   Number = row.Number,
                   Place = string.IsNullOrWhiteSpace(row.Line2) ? row.Line1 : $"{row.Line1}, {row.Line2}",
                   CustomerName = row.Name,
                   Due = row.Balance - row.Deferred,
                   Deferred = row.Deferred,
                   Asking = asking.GetValueOrDefault(row.Id) is { Waits: true } waits ? waits : null,
                   DueOn = row.HasArrangement ? promised![row.Id]
                       : row.HasBudget
                       ? asked![row.Id].Where(a => a.Unpaid.IsPositive).Min(a => (DateOnly?)a.DueOn)
                       : row.DueOn,
                   InFlight = progress?.InFlight ?? Usd.Zero,
                   InFlightSince = progress?.InFlightSince,
                   Live = progress?.Live,
               },
        ];
    }
}
