using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Data;

namespace Portal.Core.Billing.Runs;

/// <summary>One billing of one cycle: the calendar's row.</summary>
public sealed class BillingPeriod
{
    public required Guid Id { get; init; }

    /// <summary>Code of its <see cref="Billing.BillingCycle"/>.</summary>
    public required string BillingCycle { get; init; }

    /// <summary>First day billed.</summary>
    public required DateOnly PeriodFrom { get; init; }

    /// <summary>Day of the closing read: itself not billed.</summary>
    public required DateOnly PeriodTo { get; init; }

    public required DateOnly BillOn { get; init; }

    /// <summary>At least 21 days after the bill (Roseville CA code 14.04).</summary>
    public required DateOnly DueOn { get; init; }

    /// <summary>The period of a cycle that ends on a day.</summary>
    internal static BillingPeriod Of(BillingCycle cycle, DateOnly from, DateOnly to, Guid? id = null) => new()
    {
        Id = id ?? Guid.CreateVersion7(),
        BillingCycle = cycle.Code,
        PeriodFrom = from,
        PeriodTo = to,
        BillOn = to.AddDays(cycle.DaysToBill),
        DueOn = to.AddDays(cycle.DaysToBill + cycle.DaysToPay),
    };

    /// <summary>The calendar's period that holds a day; where there is none, the one that the rule makes.</summary>
    internal static async Task<(DateOnly From, DateOnly To)> HoldingAsync(
        PortalDbContext db, BillingCycle cycle, DateOnly day, CancellationToken ct)
    {
        var planned = await db.Set<BillingPeriod>().AsNoTracking()
            .Where(p => p.BillingCycle == cycle.Code && p.PeriodFrom <= day && p.PeriodTo > day)
            .OrderByDescending(p => p.PeriodFrom).FirstOrDefaultAsync(ct);
        if (planned is not null)
        {
            return (planned.PeriodFrom, planned.PeriodTo);
        }

        var from = new DateOnly(day.Year, day.Month, cycle.ReadDay);
        from = from > day ? from.AddMonths(-1) : from;
        return (from, PlanBillingPeriods.Next(cycle, from));
    }

    internal sealed class Table : IEntityTypeConfiguration<BillingPeriod>
    {
        public void Configure(EntityTypeBuilder<BillingPeriod> builder) =>
            builder.HasOne<BillingCycle>().WithMany().HasForeignKey(x => x.BillingCycle);
    }
}
