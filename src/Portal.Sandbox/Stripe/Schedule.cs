using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>What will happen by itself when its time comes, by the clock that can be moved.</summary>
public sealed class Schedule(StripeStore store)
{
    private const string Kind = "sandbox.timer";
    private readonly Dictionary<string, Action<JsonObject>> _acts = [];
    private DateTimeOffset? _running;

    /// <summary>
    /// The moment from which due times are reckoned: while a timer runs, the moment it was due, so that what follows
    /// from it comes as soon after it when the clock jumps as when it walks.
    /// </summary>
    public DateTimeOffset Now => _running ?? store.Clock.Moved;

    /// <summary>Says what a kind of timer does with its object.</summary>
    public void On(string kind, Action<JsonObject> act) => _acts[kind] = act;

    public void Add(string kind, string target, DateTimeOffset due) => store.Save(new JsonObject
    {
        ["id"] = StripeStore.NewId("timer"),
        ["object"] = Kind,
        ["kind"] = kind,
        ["target"] = target,
        ["due"] = due.ToUnixTimeMilliseconds(),
    });

    /// <summary>Does everything that has come due, oldest first, including what that brings about.</summary>
    public void RunDue() => store.Act(() =>
    {
        while (Next() is { } timer)
        {
            store.Remove((string)timer["id"]!);
            _running = DateTimeOffset.FromUnixTimeMilliseconds(timer.Number("due"));
            if (store.Find((string)timer["target"]!) is { } target)
            {
                _acts[(string)timer["kind"]!](target);
            }

            _running = null;
        }
    });

    private JsonObject? Next()
    {
        var now = store.Clock.Moved.ToUnixTimeMilliseconds();
        return store.All(Kind).Where(timer => timer.Number("due") <= now).MinBy(timer => timer.Number("due"));
    }
}

/// <summary>Days on which banks work: Monday to Friday but the Federal Reserve's holidays.</summary>
public static class BankingDays
{
    /// <summary>The moment so many banking days later, at the same time of day.</summary>
    public static DateTimeOffset After(DateTimeOffset from, int days)
    {
        var at = from;
        while (days > 0)
        {
            at = at.AddDays(1);
            days -= IsOpen(DateOnly.FromDateTime(at.UtcDateTime)) ? 1 : 0;
        }

        return at;
    }

    private static bool IsOpen(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsHoliday(day)
        && !(day.DayOfWeek == DayOfWeek.Monday && IsFixedHoliday(day.AddDays(-1)));

    private static bool IsHoliday(DateOnly day) => IsFixedHoliday(day) || (day.DayOfWeek, day.Month) switch
    {
        (DayOfWeek.Monday, 1 or 2) => day.Day is >= 15 and <= 21,
        (DayOfWeek.Monday, 5) => day.Day >= 25,
        (DayOfWeek.Monday, 9) => day.Day <= 7,
        (DayOfWeek.Monday, 10) => day.Day is >= 8 and <= 14,
        (DayOfWeek.Thursday, 11) => day.Day is >= 22 and <= 28,
        _ => false,
    };

    private static bool IsFixedHoliday(DateOnly day) =>
        (day.Month, day.Day) is (1, 1) or (6, 19) or (7, 4) or (11, 11) or (12, 25);
}
