using System.Text.Json.Serialization;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Arrangements;

/// <summary>
/// A city's policy about paying later. Those of the day of agreeing hold as long as the agreement does.
/// </summary>
public sealed record ArrangementRules
{
    /// <summary>Where a city begins: two weeks more, or up to twelve months (PUC 10010).</summary>
    public static readonly ArrangementRules Usual = new() { Extension = new(), Plan = new() };

    /// <summary>Paying all on one later day; null when the city offers none.</summary>
    public ExtensionRule? Extension { get; init; }

    /// <summary>Paying in months; null when the city offers none.</summary>
    public PlanRule? Plan { get; init; }

    /// <summary>Classes of customers that may agree by themselves; null for all.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Days after the notice of a missed payment in which it may still be paid.</summary>
    public int GraceDays { get; init; } = 5;

    /// <summary>
    /// Days after its due day on which a current bill counts as missed; null when current bills do not matter.
    /// </summary>
    public int? CurrentBillDays { get; init; } = 10;

    /// <summary>Days before a payment on which the customer is reminded.</summary>
    public int ReminderDays { get; init; } = 3;

    /// <summary>Months after a broken one before the next; 0 for none.</summary>
    public int MonthsAfterBroken { get; init; } = 12;

    /// <summary>Banking days after which a check counts as paid: before, nobody is told that all is paid.</summary>
    public int CheckDays { get; init; } = 10;

    /// <summary>The same of a bank debit (domain.md §5: 5 and 10).</summary>
    public int DebitDays { get; init; } = 5;

    /// <summary>True when customers of a class may agree.</summary>
    public bool IsFor(CustomerClass customerClass) =>
        Classes is null || Classes.Contains(SnakeCase.Snake($"{customerClass}"));

    public sealed record ExtensionRule
    {
        /// <summary>Days from the last due day, or from agreeing where that is past, to the last to choose.</summary>
        public int MostDays { get; init; } = 14;

        /// <summary>In twelve months.</summary>
        public int MostPerYear { get; init; } = 2;

        public long LeastOwedCents { get; init; } = 1_00;

        /// <summary>Null for no limit.</summary>
        public long? MostOwedCents { get; init; }
    }

    public sealed record PlanRule
    {
        public int LeastMonths { get; init; } = 2;

        public int MostMonths { get; init; } = 12;

        /// <summary>Percent of what is owed, paid within <see cref="DownPaymentDays"/>.</summary>
        public decimal DownPaymentPercent { get; init; }

        public int DownPaymentDays { get; init; } = 3;

        /// <summary>In twelve months.</summary>
        public int MostPerYear { get; init; } = 1;

        public long LeastOwedCents { get; init; } = 50_00;

        /// <summary>Null for no limit.</summary>
        public long? MostOwedCents { get; init; }

        public long LeastInstallmentCents { get; init; } = 10_00;

        /// <summary>Half-up to the cent.</summary>
        public Usd DownPayment(Usd owed) => Usd.FromRate(DownPaymentPercent / 100m, owed.ToDollars());

        /// <summary>Most months in which no installment is too small; below the least where there are none.</summary>
        public int MonthsFor(Usd owed) => (int)Math.Min(
            MostMonths, (owed - DownPayment(owed)).Cents / LeastInstallmentCents);
    }

    [JsonIgnore]
    public bool OffersAny => Extension is not null || Plan is not null;
}
