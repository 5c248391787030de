using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Core.Data.Seeds;

internal enum PaymentHabit
{
    Early,
    OnTime,
    Late,
    Partial,
    Skipping,
    RoundingUp,
    Returned,
    Stopped,
}

/// <summary>When and how much an account pays on a bill, by habit.</summary>
internal sealed class PaymentHabits
{
    private readonly SeedRandom _chance;
    private readonly AccountPlan _plan;
    private readonly CityCalendar _calendar;
    private readonly Tender _tender;
    private readonly string _brand;
    private readonly string _lastFour;

    internal PaymentHabits(long seed, AccountPlan plan, CityCalendar calendar)
    {
        (_plan, _calendar) = (plan, calendar);
        _chance = new(seed, SeedKind.Habit, plan.Index);
        _tender = _chance.Weighted(
            (Tender.Card, 0.46), (Tender.BankDebit, 0.24), (Tender.Check, 0.16), (Tender.Lockbox, 0.09),
            (Tender.Cash, 0.05));
        _brand = _tender == Tender.Card ? _chance.Of<string>(["visa", "mastercard", "amex", "discover"]) : "";
        _lastFour = _chance.Below(10_000).ToString("0000", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The payment for a bill, or none; never on or after the day the demo begins.</summary>
    internal Paying? For(CityCalendar.Period period, Usd balance)
    {
        var left = _calendar.Months - 1 - period.Month;
        var day = Day(period);
        var amount = Amount(period, balance, left);
        var returned = _plan.Habit == PaymentHabit.Returned && left is 1 or 2 && left == 1 + (_plan.Index % 2);
        return day < _calendar.AsOf && amount.IsPositive
            ? new(day, _chance.Between(7, 20), _chance.Below(60), amount, _tender, _brand, _lastFour, returned)
            : null;
    }

    private DateOnly Day(CityCalendar.Period period) => _plan.Habit switch
    {
        PaymentHabit.Early => period.IssuedOn.AddDays(_chance.Between(1, 9)),
        PaymentHabit.Late => period.DueOn.AddDays(_chance.Between(1, 24)),
        PaymentHabit.Skipping => period.DueOn.AddDays(_chance.Between(-2, 6)),
        _ => period.DueOn.AddDays(-_chance.Between(0, 9)),
    };

    private Usd Amount(CityCalendar.Period period, Usd balance, int left) => _plan.Habit switch
    {
        PaymentHabit.Partial when period.Month % 4 != 3 => WholeDollars(balance, _chance.Between(45, 85)),
        PaymentHabit.Skipping when _chance.Chance(0.35) => Usd.Zero,
        PaymentHabit.RoundingUp => new(RoundUp(balance.Cents, _chance.Weighted((1_000L, 0.6), (5_000L, 0.4)))),
        PaymentHabit.Stopped when left < 2 + (_plan.Index % 3) => Usd.Zero,
        _ => balance,
    };

    private static Usd WholeDollars(Usd balance, int percent) => new(balance.Cents * percent / 10_000 * 100);

    private static long RoundUp(long cents, long step) => (cents + step - 1) / step * step;

    /// <summary>Money that comes in.</summary>
    /// <param name="Returned">The bank sends it back a few days later.</param>
    internal sealed record Paying(
        DateOnly On, int Hour, int Minute, Usd Amount, Tender Tender, string Brand, string LastFour, bool Returned);
}
