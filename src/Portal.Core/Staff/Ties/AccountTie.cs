using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;

namespace Portal.Core.Staff.Ties;

/// <summary>An account that somebody of the office keeps away from, as they said themselves. Append-only.</summary>
public sealed class AccountTie
{
    /// <summary>The operation id of the form.</summary>
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required TieKind Kind { get; init; }

    public required string Why { get; init; }

    public required DateTimeOffset DeclaredAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AccountTie>
    {
        public void Configure(EntityTypeBuilder<AccountTie> builder)
        {
            builder.ToTable("staff_account_tie");
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(t => t.UserId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(t => t.CustomerAccountId);
        }
    }
}

/// <summary>Whose account it is to the one who says so.</summary>
public enum TieKind
{
    Own,
    Household,
    Coworker,
}

/// <summary>That a tie is over, as somebody else found. Append-only.</summary>
public sealed class AccountTieEnd
{
    public required Guid TieId { get; init; }

    public required string Why { get; init; }

    public required string EndedBy { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AccountTieEnd>
    {
        public void Configure(EntityTypeBuilder<AccountTieEnd> builder)
        {
            builder.ToTable("staff_account_tie_end");
            builder.HasKey(e => e.TieId);
            builder.HasOne<AccountTie>().WithOne().HasForeignKey<AccountTieEnd>(e => e.TieId);
        }
    }
}
