using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Money;
using Portal.Core.Notices;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>
/// A letter by which the city looked for the owner of unclaimed money: due diligence, kept with its day. Append-only.
/// </summary>
public sealed class UnclaimedLetter
{
    /// <summary>The letter itself, as it was sent.</summary>
    public required Guid NoticeId { get; init; }

    public required UnclaimedKind Kind { get; init; }

    /// <summary>The check, the account or the item in suspense.</summary>
    public required Guid SubjectId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required Usd Amount { get; init; }

    public required DateOnly WrittenOn { get; init; }

    public required string WrittenBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<UnclaimedLetter>
    {
        public void Configure(EntityTypeBuilder<UnclaimedLetter> builder)
        {
            builder.HasKey(l => l.NoticeId);
            builder.HasOne<Notice>().WithOne().HasForeignKey<UnclaimedLetter>(l => l.NoticeId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(l => l.CustomerAccountId);
        }
    }
}
