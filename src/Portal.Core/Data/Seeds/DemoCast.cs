using Portal.Core.Accounts;

namespace Portal.Core.Data.Seeds;

/// <summary>
/// The people a demonstration is told with: the first accounts of every city, whatever its seed. Rosa's bill is the
/// $112.52 of Charlotte's worked example (domain.md §1.4.A), by our own rates.
/// </summary>
internal static class DemoCast
{
    internal const string RosaEmail = "rosa.delgado@example.com";
    internal const int Rosa = 0;
    internal const int RosasMother = 1;
    internal const int PastDue = 2;
    internal const int WithCredit = 3;
    internal const int Closed = 4;
    internal const int PaymentReturned = 5;
    internal const int Leaking = 6;

    /// <summary>The least number of accounts that holds the whole cast.</summary>
    internal const int Least = 10;

    private const decimal RosasUse = 11.59m;

    internal static (string Name, string Language)? NameOf(int index) => index switch
    {
        Rosa => ("Rosa Delgado", "en"),
        RosasMother => ("Consuelo Delgado Peña", "es"),
        PastDue => ("Walter Lindqvist", "en"),
        WithCredit => ("陳美玲 Mei-Ling Chen", "en"),
        Closed => ("Tyrone Washington", "en"),
        PaymentReturned => ("Siobhán O'Brien", "en"),
        Leaking => ("Олександр Шевченко", "en"),
        _ => null,
    };

    internal static AccountPlan Cast(AccountPlan plan, CityCalendar calendar)
    {
        if (NameOf(plan.Index) is null)
        {
            return plan;
        }

        var resident = plan with
        {
            Cycle = calendar.NewestCycle,
            FirstMonth = 0,
            LastMonth = calendar.Months - 1,
            Kind = CustomerKind.Residential,
            Home = HomeKind.House,
            Location = PremiseLocation.InsideCity,
            MeterSize = "3/4\"",
            Carts = 1,
            Habit = PaymentHabit.OnTime,
        };
        return plan.Index switch
        {
            RosasMother => resident with { Home = HomeKind.Apartment, MeterSize = "5/8\"", Habit = PaymentHabit.Early },
            PastDue => resident with { Habit = PaymentHabit.Stopped },
            WithCredit => resident with { Habit = PaymentHabit.RoundingUp, Cycle = calendar.NextCycle },
            Closed => resident with { LastMonth = calendar.Months - 2 },
            PaymentReturned => resident with { Habit = PaymentHabit.Returned },
            _ => resident,
        };
    }

    /// <summary>Use that the story needs, in CCF; null leaves it to chance.</summary>
    internal static decimal? UseOf(int index, int month, CityCalendar calendar) =>
        (index, calendar.Months - 1 - month) switch
        {
            (Rosa, 0) => RosasUse,
            (Leaking, 0) => 61.4m,
            _ => null,
        };

    internal static bool? IsEstimated(int index, int month, CityCalendar calendar) =>
        (index, calendar.Months - 1 - month) switch
        {
            (Rosa, 0 or 1) => false,
            (Rosa, 2) => true,
            _ => null,
        };
}
