using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Requests.Calls;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Desk;

/// <summary>
/// What a step changed besides the state: to whom it was given, where it went, what it joined. Append-only.
/// </summary>
public sealed class RequestChange
{
    public required Guid EventId { get; init; }

    /// <summary>To whom it was given.</summary>
    public Guid? AssignedTo { get; init; }

    public string? WasTopic { get; init; }

    public string? Topic { get; init; }

    public string? WasDepartment { get; init; }

    public string? Department { get; init; }

    /// <summary>The bill it was tied to.</summary>
    public Guid? BillId { get; init; }

    public int? BillLineNo { get; init; }

    /// <summary>The request it went on in, or that it took in.</summary>
    public Guid? OtherRequestId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RequestChange>
    {
        public void Configure(EntityTypeBuilder<RequestChange> builder)
        {
            builder.HasKey(c => c.EventId);
            builder.HasOne<RequestEvent>().WithOne().HasForeignKey<RequestChange>(c => c.EventId);
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(c => c.AssignedTo);
            builder.HasOne<RequestTopic>().WithMany().HasForeignKey(c => c.Topic);
            builder.HasOne<RequestTopic>().WithMany().HasForeignKey(c => c.WasTopic);
            builder.HasOne<RequestDepartment>().WithMany().HasForeignKey(c => c.Department);
            builder.HasOne<RequestDepartment>().WithMany().HasForeignKey(c => c.WasDepartment);
            builder.HasOne<CustomerRequest>().WithMany().HasForeignKey(c => c.OtherRequestId);
        }
    }
}
