using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.People;

namespace Portal.Core.Accounts;

/// <summary>A resident's right to see an account and, by its level, to pay and manage it, until it ends.</summary>
public sealed class AccountLink
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>What they may do.</summary>
    public required AccountLevel Level { get; set; }

    public required DateTimeOffset LinkedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The resident who ended it; null where it was not said.</summary>
    public Guid? EndedBy { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<AccountLink>
    {
        public void Configure(EntityTypeBuilder<AccountLink> builder)
        {
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.UserId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.EndedBy);
        }
    }
}

/// <summary>What a linked resident may do; each level has the ones before it.</summary>
public enum AccountLevel
{
    /// <summary>See bills, payments and use.</summary>
    SeeBills,

    /// <summary>Pay, at once, on a day or by autopay.</summary>
    Pay,

    /// <summary>Everything the customer may: details, people, arrangements, moves.</summary>
    Full,
}
