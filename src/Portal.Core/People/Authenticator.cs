using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.People;

/// <summary>A person's authenticator app. While the row is confirmed, a password alone signs nobody in.</summary>
public sealed class Authenticator
{
    public required Guid UserId { get; init; }

    /// <summary>The shared key, encrypted with the portal's data-protection keys.</summary>
    public required string ProtectedKey { get; set; }

    public required DateTimeOffset MadeAt { get; set; }

    /// <summary>When the app first showed a right code; null while it is being set up.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>Time step of the last code accepted: that code and earlier ones are spent.</summary>
    public long LastStep { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<Authenticator>
    {
        public void Configure(EntityTypeBuilder<Authenticator> builder) => builder.HasKey(a => a.UserId);
    }
}

/// <summary>Gets a person in when the phone is lost; good once. Only its hash is kept.</summary>
public sealed class RecoveryCode
{
    public required byte[] CodeHash { get; init; }

    public required Guid UserId { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<RecoveryCode>
    {
        public void Configure(EntityTypeBuilder<RecoveryCode> builder) => builder.HasKey(c => c.CodeHash);
    }
}
