using Portal.Core.Accounts;

namespace Portal.Core.Data.Seeds;

internal enum HomeKind
{
    House,
    Apartment,
    Shop,
    Works,
}

/// <summary>What is decided about an account before anything of it is made: cheap, and the same whoever asks.</summary>
/// <param name="FirstMonth">First billed month of the span, from 0.</param>
/// <param name="LastMonth">Last billed month.</param>
internal sealed record AccountPlan(
    int Index,
    int Cycle,
    int FirstMonth,
    int LastMonth,
    CustomerKind Kind,
    HomeKind Home,
    PremiseLocation Location,
    string MeterSize,
    int Carts,
    PaymentHabit Habit)
{
    private static readonly (PaymentHabit, double)[] Habits =
    [
        (PaymentHabit.Early, 0.33), (PaymentHabit.OnTime, 0.34), (PaymentHabit.Late, 0.13),
        (PaymentHabit.Partial, 0.06), (PaymentHabit.Skipping, 0.05), (PaymentHabit.RoundingUp, 0.05),
        (PaymentHabit.Returned, 0.01), (PaymentHabit.Stopped, 0.03),
    ];

    internal static AccountPlan Of(long seed, int index, CityCalendar calendar)
    {
        var chance = new SeedRandom(seed, SeedKind.Plan, index);
        var last = calendar.Months - 1;
        var home = chance.Weighted(
            (HomeKind.House, 0.70), (HomeKind.Apartment, 0.19), (HomeKind.Shop, 0.09), (HomeKind.Works, 0.02));
        var opened = chance.Chance(0.08) ? chance.Below(calendar.Months) : 0;
        var closed = chance.Chance(0.02) && last > opened ? chance.Between(opened, last - 1) : last;
        var outside = chance.Chance(0.12);
        var plan = new AccountPlan(
            index,
            chance.Below(CityCalendar.Cycles),
            opened,
            closed,
            home is HomeKind.House or HomeKind.Apartment ? CustomerKind.Residential : CustomerKind.Business,
            home,
            outside ? PremiseLocation.OutsideCity : PremiseLocation.InsideCity,
            Meter(chance, home),
            CartsAt(chance, home),
            chance.Weighted(Habits));
        return DemoCast.Cast(plan, calendar);
    }

    private static int CartsAt(SeedRandom chance, HomeKind home) => home switch
    {
        HomeKind.House => chance.Weighted((1, 0.85), (2, 0.13), (3, 0.02)),
        HomeKind.Apartment => 1,
        _ => chance.Between(1, 4),
    };

    private static string Meter(SeedRandom chance, HomeKind home) => home switch
    {
        HomeKind.House => chance.Weighted(("5/8\"", 0.45), ("3/4\"", 0.45), ("1\"", 0.10)),
        HomeKind.Apartment => "5/8\"",
        HomeKind.Shop => chance.Weighted(("3/4\"", 0.4), ("1\"", 0.4), ("1 1/2\"", 0.2)),
        _ => chance.Weighted(
            ("1 1/2\"", 0.3), ("2\"", 0.4), ("3\"", 0.2), ("4\"", 0.07), ("6\"", 0.02), ("10\"", 0.01)),
    };
}
