using System.Globalization;
using Portal.Core.Money;

namespace Portal.Core.Payments.Arrangements;

/// <summary>What would be paid when: the same sum, on agreed days.</summary>
/// <param name="Payments">In order of their days.</param>
public sealed record PaymentSchedule(
    ArrangementKind Kind, IReadOnlyList<PaymentSchedule.Payment> Payments)
{
    /// <summary>One payment; number 0 is the down payment.</summary>
    public sealed record Payment(int No, DateOnly DueOn, Usd Amount);

    public Usd Total => Payments.Select(p => p.Amount).Sum();

    /// <summary>In a word: who agrees says with it what they saw.</summary>
    public string Seen => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind}:{string.Join(',', Payments.Select(p => $"{p.DueOn.DayNumber}-{p.Amount.Cents}"))}");

    /// <summary>All on one day.</summary>
    public static PaymentSchedule Extend(Usd owed, DateOnly payOn) =>
        new(ArrangementKind.Extension, [new(1, payOn, owed)]);

    /// <summary>
    /// A down payment where the rule asks for one, then equal installments a month apart, the last one with the
    /// remainder: $487.31 over 12 is 11 of $40.61 and $40.60.
    /// </summary>
    public static PaymentSchedule InMonths(
        Usd owed, int months, ArrangementRules.PlanRule rule, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentOutOfRangeException.ThrowIfLessThan(months, 1);
        var down = rule.DownPayment(owed);
        var rest = owed - down;
        var each = new Usd((long)Math.Round((decimal)rest.Cents / months, MidpointRounding.AwayFromZero));
        var last = rest - new Usd(each.Cents * (months - 1));
        return new(
            ArrangementKind.Arrangement,
            [
                .. down.IsPositive ? [new(0, today.AddDays(rule.DownPaymentDays), down)] : Array.Empty<Payment>(),
                .. Enumerable.Range(1, months).Select(no => new Payment(
                    no, today.AddMonths(no), no == months ? last : each)),
            ]);
    }
}
