using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Core.Billing.LateCharges;

/// <summary>
/// What the city charges for paying late. Several families may hold at once: sewer by statute, the rest by ordinance.
/// </summary>
public sealed record LateChargeRules
{
    public required IReadOnlyList<LateChargeFamily> Families { get; init; }

    /// <summary>Days until a late charge is due itself.</summary>
    public int DueDays { get; init; } = 21;
}

/// <summary>
/// One way of charging for lateness. Once: a percent after the grace (Roseville CA 5 after 10 days). Recurring: again
/// on what is unpaid (Mt Shasta CA 10 every 30 days; Roseville MN 10 a quarter). Statutory: a basic penalty, then a
/// smaller percent each month (Indio CA under H&amp;S 5470: 10, then 0.5; Water Code 35470.5: up to 10, then 1.5).
/// </summary>
public sealed record LateChargeFamily
{
    public required string Code { get; init; }

    /// <summary>As printed on the bill.</summary>
    public required string En { get; init; }

    public required string Es { get; init; }

    /// <summary>Services it is charged on; null for all.</summary>
    public IReadOnlyList<UtilityService>? Services { get; init; }

    public required decimal FirstPercent { get; init; }

    /// <summary>Days after the due date that are still in time.</summary>
    public int GraceDays { get; init; }

    /// <summary>The days of grace are days on which banks work (Snohomish WA: 5).</summary>
    public bool GraceInWorkingDays { get; init; }

    /// <summary>Percent of each later step; null when it is charged once.</summary>
    public decimal? NextPercent { get; init; }

    public LateStep Every { get; init; }

    /// <summary>Charged only when more than this is past due on the account (Snohomish WA: $35.00).</summary>
    public long AboveCents { get; init; }

    /// <summary>Also on earlier late charges. No, unless the ordinance says so.</summary>
    public bool OnPenalties { get; init; }

    public ChargeLabel Label => new(En, Es);

    /// <summary>The last day that is in time for a step: 1, 2, … after a due date.</summary>
    public DateOnly LastDayOf(int step, DateOnly dueOn)
    {
        var first = GraceInWorkingDays ? BankingDays.Add(dueOn, GraceDays) : dueOn.AddDays(GraceDays);
        var more = step - 1;
        return Every switch
        {
            LateStep.ThirtyDays => first.AddDays(30 * more),
            LateStep.Month => first.AddMonths(more),
            LateStep.Quarter => first.AddMonths(3 * more),
            _ => throw new InvalidOperationException($"Unknown step {Every}."),
        };
    }

    /// <summary>The latest step that is over on a day; 0 while still in time.</summary>
    public int StepOn(DateOnly day, DateOnly dueOn)
    {
        if (day <= LastDayOf(1, dueOn))
        {
            return 0;
        }

        var step = 1;
        while (NextPercent is not null && day > LastDayOf(step + 1, dueOn))
        {
            step++;
        }

        return step;
    }

    /// <summary>The charge of a step on what is unpaid, half-up to the cent.</summary>
    public Usd On(Usd unpaid, int step) =>
        Usd.FromRate((step == 1 ? FirstPercent : NextPercent ?? 0m) / 100m, unpaid.ToDollars());
}

/// <summary>How long a step lasts.</summary>
public enum LateStep
{
    ThirtyDays,
    Month,
    Quarter,
}
