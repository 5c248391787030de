using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;

namespace Portal.Core.People.Consents;

/// <summary>
/// What somebody agreed to about an account, in the words they saw (Reg E 1005.10(b), E-SIGN 7001(c)). Append-only; its
/// end is a row of its own.
/// </summary>
public sealed class Consent
{
    public required Guid Id { get; init; }

    public required ConsentKind Kind { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>The resident who agreed; null for a guest or for who agreed at the counter.</summary>
    public required Guid? UserId { get; init; }

    /// <summary>Names the wording, "autopay-1".</summary>
    public required string Version { get; init; }

    public required string Language { get; init; }

    public required string Words { get; init; }

    /// <summary>Network address it was given from.</summary>
    public required string? Address { get; init; }

    public required DateTimeOffset GivenAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<Consent>
    {
        public void Configure(EntityTypeBuilder<Consent> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.UserId);
        }
    }
}

/// <summary>A consent is withdrawn or has served its time. Append-only.</summary>
public sealed class ConsentEnd
{
    public required Guid ConsentId { get; init; }

    /// <summary>A <see cref="Staff.Actor.Name"/>.</summary>
    public required string EndedBy { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ConsentEnd>
    {
        public void Configure(EntityTypeBuilder<ConsentEnd> builder)
        {
            builder.HasKey(x => x.ConsentId);
            builder.HasOne<Consent>().WithMany().HasForeignKey(x => x.ConsentId);
        }
    }
}

public enum ConsentKind
{
    Autopay,
    SavedMethod,
    ScheduledPayment,
    Arrangement,
    Paperless,
    ThirdParty,
}
