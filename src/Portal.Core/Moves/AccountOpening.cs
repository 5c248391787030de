using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Requests.Moving;
using Portal.Core.SecurityDeposits;

namespace Portal.Core.Moves;

/// <summary>
/// What was known of somebody before their account was opened: who they are was proved (16 CFR 681.1), and a deposit
/// was demanded or somebody said why not. Append-only.
/// </summary>
public sealed class AccountOpening
{
    public required Guid CustomerAccountId { get; init; }

    public required Guid MoveId { get; init; }

    public required Occupancy Occupancy { get; init; }

    /// <summary>What proof of identity was looked at, without its number.</summary>
    public required string IdentityNote { get; init; }

    public Guid? DepositDemandId { get; init; }

    /// <summary>Set where no deposit was demanded.</summary>
    public string? NoDepositReason { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AccountOpening>
    {
        public void Configure(EntityTypeBuilder<AccountOpening> builder)
        {
            builder.HasKey(o => o.CustomerAccountId);
            builder.HasOne<CustomerAccount>().WithOne().HasForeignKey<AccountOpening>(o => o.CustomerAccountId);
            builder.HasOne<ServiceMove>().WithOne().HasForeignKey<AccountOpening>(o => o.MoveId);
            builder.HasOne<DepositDemand>().WithOne().HasForeignKey<AccountOpening>(o => o.DepositDemandId);
        }
    }
}

/// <summary>How service was asked for.</summary>
public enum MoveSource
{
    Call,
    Letter,
    Counter,

    /// <summary>A request of the customer's own, which is named.</summary>
    Site,
}
