using System.Globalization;

namespace Portal.Core.Money;

/// <summary>An amount of United States money in whole cents. Sums are checked: an overflow throws.</summary>
public readonly record struct Usd(long Cents) : IComparable<Usd>
{
    /// <summary>No money.</summary>
    public static readonly Usd Zero = new(0);

    /// <summary>The largest amount one act may move, so that sums of rows stay far from overflow.</summary>
    public static readonly Usd LargestPayment = new(99_999_999);

    public bool IsPositive => Cents > 0;

    public bool IsNegative => Cents < 0;

    public bool IsZero => Cents == 0;

    public static Usd operator +(Usd a, Usd b) => new(checked(a.Cents + b.Cents));

    public static Usd operator -(Usd a, Usd b) => new(checked(a.Cents - b.Cents));

    public static Usd operator -(Usd a) => new(checked(-a.Cents));

    public static bool operator <(Usd a, Usd b) => a.Cents < b.Cents;

    public static bool operator >(Usd a, Usd b) => a.Cents > b.Cents;

    public static bool operator <=(Usd a, Usd b) => a.Cents <= b.Cents;

    public static bool operator >=(Usd a, Usd b) => a.Cents >= b.Cents;

    public static Usd Min(Usd a, Usd b) => a <= b ? a : b;

    public static Usd Max(Usd a, Usd b) => a >= b ? a : b;

    /// <summary>
    /// The one place a rate times a quantity becomes money: half a cent rounds away from zero (domain.md §1.1,
    /// Longview's 4.9 × 3.95 = 19.355 billed as 19.36).
    /// </summary>
    /// <param name="rate">Dollars per unit, any number of decimals.</param>
    /// <param name="quantity">Units.</param>
    public static Usd FromRate(decimal rate, decimal quantity) =>
        new((long)Math.Round(rate * quantity * 100m, MidpointRounding.AwayFromZero));

    /// <summary>Dollars as a plain decimal: 84.10.</summary>
    public decimal ToDollars() => Cents / 100m;

    public int CompareTo(Usd other) => Cents.CompareTo(other.Cents);

    /// <summary>As people in this country write it, in both of the portal's languages: $1,234.56, −$12.50.</summary>
    public override string ToString()
    {
        var absolute = Math.Abs((decimal)Cents) / 100m;
        return (Cents < 0 ? "−$" : "$") + absolute.ToString("#,##0.00", CultureInfo.InvariantCulture);
    }
}

/// <summary>Sums over amounts in a query.</summary>
public static class UsdQueries
{
    /// <summary>Adds amounts up in the database; EF cannot translate a sum over <see cref="Usd.Cents"/>.</summary>
    public static async Task<Usd> SumUsdAsync(this IQueryable<Usd> amounts, CancellationToken ct) =>
        new(await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions
            .SumAsync(amounts, a => (long)(object)a, ct));

    /// <summary>Adds amounts up in memory.</summary>
    public static Usd Sum(this IEnumerable<Usd> amounts) => amounts.Aggregate(Usd.Zero, (a, b) => a + b);
}
