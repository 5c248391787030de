using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Billing;

/// <summary>Accounts that are read and billed together, and the rule for their days.</summary>
public sealed class BillingCycle
{
    /// <summary>Capital letters, digits and hyphens: <c>C1</c>.</summary>
    public required string Code { get; init; }

    public required string NameEn { get; set; }

    public required string NameEs { get; set; }

    /// <summary>Day of the month of the closing read, 1 to 28.</summary>
    public required int ReadDay { get; set; }

    /// <summary>Months in a period: 1, 2 or 3.</summary>
    public int Months { get; set; } = 1;

    /// <summary>Days from the read to the bill.</summary>
    public int DaysToBill { get; set; } = 3;

    /// <summary>Days from the bill to the due date: 21 or more (Roseville CA code 14.04).</summary>
    public int DaysToPay { get; set; } = 21;

    public uint Version { get; private set; }

    /// <summary>The name in a two-letter language; English where the portal does not speak it.</summary>
    public string NameIn(string language) => language == "es" ? NameEs : NameEn;

    internal sealed class Table : IEntityTypeConfiguration<BillingCycle>
    {
        public void Configure(EntityTypeBuilder<BillingCycle> builder)
        {
            builder.HasKey(c => c.Code);
            builder.Property(c => c.Version).IsRowVersion();
        }
    }
}

/// <summary>The way a meter reader walks; it belongs to one cycle.</summary>
public sealed class MeterRoute
{
    public required string Code { get; init; }

    /// <summary>Code of its <see cref="Billing.BillingCycle"/>.</summary>
    public required string BillingCycle { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<MeterRoute>
    {
        public void Configure(EntityTypeBuilder<MeterRoute> builder)
        {
            builder.ToTable("route");
            builder.HasKey(r => r.Code);
            builder.HasOne<BillingCycle>().WithMany().HasForeignKey(r => r.BillingCycle);
        }
    }
}

/// <summary>How a customer gets bills.</summary>
public enum BillDelivery
{
    Paper,
    Email,
    Both,
}
