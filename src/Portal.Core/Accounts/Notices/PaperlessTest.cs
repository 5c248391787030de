using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.People;
using Portal.Core.People.Consents;

namespace Portal.Core.Accounts.Notices;

/// <summary>A mail that shows that somebody can read what we send to an address, before they give up paper.</summary>
public sealed class PaperlessTest
{
    /// <summary>How long its link is good, and how long an opened one may be agreed on.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(2);

    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>Where bills would go.</summary>
    public required string Address { get; init; }

    public required byte[] SecretHash { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    /// <summary>Its link was followed by who asked, signed in.</summary>
    public DateTimeOffset? OpenedAt { get; set; }

    public Guid? ConsentId { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PaperlessTest>
    {
        public void Configure(EntityTypeBuilder<PaperlessTest> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.UserId);
            builder.HasOne<Consent>().WithMany().HasForeignKey(x => x.ConsentId);
        }
    }
}
