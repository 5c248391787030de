using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Delinquency.Orders;

/// <summary>Accounts to be shut off on a day, made by one person and approved by another.</summary>
public sealed class ShutOffList
{
    public required Guid Id { get; init; }

    public required DateOnly ForDay { get; init; }

    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Never who made it (ck_shut_off_list_second_person).</summary>
    public string? ApprovedBy { get; set; }

    public DateTimeOffset? ApprovedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ShutOffList>
    {
        public void Configure(EntityTypeBuilder<ShutOffList> builder) => builder.HasKey(l => l.Id);
    }
}

/// <summary>One account on a list, and what became of it.</summary>
public sealed class ShutOffOrder
{
    public required Guid Id { get; init; }

    public required Guid ListId { get; init; }

    public required Guid CaseId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>Of the meter, as it is walked.</summary>
    public string? Route { get; init; }

    public int? RouteOrder { get; init; }

    public required OrderState State { get; set; }

    /// <summary>By the city's clock: the minute at which everything was tested again.</summary>
    public DateTime? DispatchedAtCity { get; set; }

    /// <summary>Why it was canceled or could not be done.</summary>
    public string? Note { get; set; }

    public required string ChangedBy { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ShutOffOrder>
    {
        public void Configure(EntityTypeBuilder<ShutOffOrder> builder)
        {
            builder.Property(o => o.DispatchedAtCity).HasColumnType("timestamp without time zone");
            builder.HasOne<ShutOffList>().WithMany().HasForeignKey(o => o.ListId);
            builder.HasOne<DelinquencyCase>().WithMany().HasForeignKey(o => o.CaseId);
        }
    }
}

/// <summary>The life of an order (ck_shut_off_order_moves).</summary>
public enum OrderState
{
    Listed,

    /// <summary>Its list is approved.</summary>
    Ready,

    /// <summary>Tested again at this minute, and with the field.</summary>
    Dispatched,

    Done,

    /// <summary>No access, a valve that does not turn, a dog.</summary>
    Failed,

    Canceled,
}

/// <summary>Service to be restored: opened by the payment itself, ended by the field.</summary>
public sealed class ReconnectOrder
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? DoneAt { get; set; }

    public string? DoneBy { get; set; }

    /// <summary>The payment came back first.</summary>
    public DateTimeOffset? CanceledAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ReconnectOrder>
    {
        public void Configure(EntityTypeBuilder<ReconnectOrder> builder) =>
            builder.HasOne<DelinquencyCase>().WithMany().HasForeignKey(o => o.CaseId);
    }
}
