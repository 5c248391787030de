using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.People;

namespace Portal.Core.Staff;

/// <summary>A sign-in that works in the office.</summary>
public sealed class StaffMember
{
    public required Guid UserId { get; init; }

    public required StaffRole Role { get; set; }

    /// <summary>
    /// Words of further roles; what they permit is added. No forbidden pair of duties comes of it
    /// (ck_staff_member_duties).
    /// </summary>
    public string[] Also { get; set; } = [];

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When set, every session ends at once and none can begin.</summary>
    public DateTimeOffset? SuspendedAt { get; set; }

    /// <summary>Every role of this person.</summary>
    public IReadOnlyList<StaffRole> Roles => RolesOf(Role, Also);

    /// <param name="also">Words, as <see cref="Also"/>.</param>
    public static IReadOnlyList<StaffRole> RolesOf(StaffRole role, IEnumerable<string> also) =>
        [role, .. also.Select(StaffRoles.OfWord).OfType<StaffRole>()];

    internal sealed class Table : IEntityTypeConfiguration<StaffMember>
    {
        public void Configure(EntityTypeBuilder<StaffMember> builder)
        {
            builder.HasKey(s => s.UserId);
            builder.Ignore(s => s.Roles);
            builder.HasOne<PortalUser>().WithOne().HasForeignKey<StaffMember>(x => x.UserId);
        }
    }
}
