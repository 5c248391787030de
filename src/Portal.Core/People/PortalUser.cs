using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.People;

/// <summary>Someone who signs in: a resident, or a member of staff when a StaffMember row names them.</summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    /// <summary>How the portal greets them.</summary>
    public required string DisplayName { get; set; }

    /// <summary>"en" or "es".</summary>
    public required string Language { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<PortalUser>
    {
        public void Configure(EntityTypeBuilder<PortalUser> builder) => builder.ToTable("portal_user");
    }

    internal sealed class IdentityTables : IEntityTypeConfiguration<IdentityUserClaim<Guid>>,
        IEntityTypeConfiguration<IdentityUserLogin<Guid>>,
        IEntityTypeConfiguration<IdentityUserToken<Guid>>,
        IEntityTypeConfiguration<IdentityUserPasskey<Guid>>
    {
        public void Configure(EntityTypeBuilder<IdentityUserClaim<Guid>> builder) =>
            builder.ToTable("portal_user_claim");

        public void Configure(EntityTypeBuilder<IdentityUserLogin<Guid>> builder) =>
            builder.ToTable("portal_user_login");

        public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> builder) =>
            builder.ToTable("portal_user_token");

        // Said here as well as by Identity, which says it only where the web's Identity options are registered.
        public void Configure(EntityTypeBuilder<IdentityUserPasskey<Guid>> builder)
        {
            builder.ToTable("portal_user_passkey");
            builder.HasKey(p => p.CredentialId);
            builder.OwnsOne(p => p.Data, data => data.ToJson("data"));
        }
    }
}
