using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Core.Billing.Rates;

/// <summary>What an issued bill was made of: enough to price it again under other rates.</summary>
/// <param name="Charges">What the bill charged.</param>
/// <param name="IssuedOn">Chooses the version of each schedule.</param>
/// <param name="Points">The services that the account had in the period.</param>
public sealed record BillInputs(
    string AccountNumber, long Number, DateOnly IssuedOn, Usd Charges, IReadOnlyList<PointInputs> Points)
{
    /// <summary>Class of the first service: an account's services rarely differ.</summary>
    public string CustomerClass => Points.Count == 0 ? RateBook.AnyClass : Points[0].CustomerClass;

    /// <summary>The same bill with other use of one meter, and, where it counts water, of the sewer.</summary>
    /// <param name="units">Added; below zero for less.</param>
    internal BillInputs Less(string meterNumber, decimal units) => this with
    {
        Points =
        [
            .. Points.Select(p => p.Has(meterNumber)
                || (p.Service == "sewer" && Points.Any(w => w.Service == "water" && w.Has(meterNumber)))
                ? p with { Template = p.Template with { Quantity = p.Template.Quantity + units } }
                : p),
        ],
    };

    /// <summary>Prices the bill's services under a book; a service without a schedule is left out.</summary>
    public Outcome<IReadOnlyList<ChargeLine>> Price(RateBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        var uses = new List<RatedUse>(Points.Count);
        foreach (var point in Points)
        {
            if (book.On(IssuedOn, point.Service, point.CustomerClass) is { } schedule)
            {
                uses.AddRange(book.Across(point.Use(schedule), point.CustomerClass, IssuedOn));
            }
        }

        return PriceCharges.For(uses);
    }
}

/// <summary>One service of a bill.</summary>
/// <param name="Template">Everything that is priced but the schedule.</param>
public sealed record PointInputs(string Service, string CustomerClass, RatedUse Template)
{
    internal static readonly RateSchedule None = new()
    {
        Id = "",
        Version = 0,
        EffectiveOn = DateOnly.MinValue,
        Service = "",
        CustomerClass = RateBook.AnyClass,
        Unit = "",
        Charges = [],
    };

    internal bool Has(string meterNumber) => Template.Read?.MeterNumber == meterNumber;

    internal RatedUse Use(RateSchedule schedule) => Template with { Schedule = schedule };
}
