using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.People;

namespace Portal.Core.Accounts;

/// <summary>A resident's right to see and pay an account, from its link to its end.</summary>
public sealed class AccountLink
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required DateTimeOffset LinkedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<AccountLink>
    {
        public void Configure(EntityTypeBuilder<AccountLink> builder)
        {
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.UserId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
        }
    }
}
