using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Accounts.Notes;

/// <summary>What staff wrote for each other about an account. Append-only: another note sets it right.</summary>
public sealed class AccountNote
{
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required string Body { get; init; }

    /// <summary>The note that this one sets right.</summary>
    public Guid? CorrectsId { get; init; }

    public required string WrittenBy { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AccountNote>
    {
        public void Configure(EntityTypeBuilder<AccountNote> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(n => n.CustomerAccountId);
            builder.HasOne<AccountNote>().WithOne().HasForeignKey<AccountNote>(n => n.CorrectsId);
        }
    }
}

/// <summary>Which note stands on top of the account from then on. Append-only; the latest counts.</summary>
public sealed class AccountNotePin
{
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>Null takes the pinned one down.</summary>
    public Guid? NoteId { get; init; }

    public required string PinnedBy { get; init; }

    public required DateTimeOffset PinnedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AccountNotePin>
    {
        public void Configure(EntityTypeBuilder<AccountNotePin> builder) =>
            builder.HasOne<AccountNote>().WithMany().HasForeignKey(p => p.NoteId);
    }
}
