using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.People;

/// <summary>The secret of a link that was mailed; good once and for a while.</summary>
public sealed class MailedSecret
{
    public required byte[] SecretHash { get; init; }

    public required Guid UserId { get; init; }

    public required MailedSecretPurpose Purpose { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>How long a link is good.</summary>
    public static TimeSpan Life(MailedSecretPurpose purpose) =>
        purpose == MailedSecretPurpose.ResetPassword ? TimeSpan.FromHours(1) : TimeSpan.FromDays(2);

    internal sealed class Table : IEntityTypeConfiguration<MailedSecret>
    {
        public void Configure(EntityTypeBuilder<MailedSecret> builder) => builder.HasKey(s => s.SecretHash);
    }
}

/// <summary>What a mailed link does.</summary>
public enum MailedSecretPurpose
{
    ConfirmEmail,
    ResetPassword,

    /// <summary>A new member of staff chooses a password and sets up an authenticator app.</summary>
    EnrollStaff,
}
