using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.People;

namespace Portal.Core.Staff;

/// <summary>A sign-in that works in the office.</summary>
public sealed class StaffMember
{
    public required Guid UserId { get; init; }

    public required StaffRole Role { get; set; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When set, every session ends at once and none can begin.</summary>
    public DateTimeOffset? SuspendedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<StaffMember>
    {
        public void Configure(EntityTypeBuilder<StaffMember> builder)
        {
            builder.HasKey(s => s.UserId);
            builder.HasOne<PortalUser>().WithOne().HasForeignKey<StaffMember>(x => x.UserId);
        }
    }
}

public enum StaffRole
{
    Technician,
    Supervisor,
}
