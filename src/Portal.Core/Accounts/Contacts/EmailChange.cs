using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.People;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// A new e-mail address: asked for, confirmed by who asked with the link in its own mailbox, and taken back with the
/// link in the old one's.
/// </summary>
public sealed class EmailChange
{
    /// <summary>How long the link to the new address is good.</summary>
    public static readonly TimeSpan ConfirmLife = TimeSpan.FromDays(2);

    /// <summary>How long the old address may take the change back.</summary>
    public static readonly TimeSpan UndoLife = TimeSpan.FromDays(7);

    public required Guid Id { get; init; }

    public required EmailChangeKind Kind { get; init; }

    /// <summary>Who asked; of a sign-in, whose it is.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Whose contact address; null for a sign-in.</summary>
    public Guid? CustomerId { get; init; }

    public string? OldAddress { get; set; }

    public required string NewAddress { get; init; }

    public required byte[] SecretHash { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>A later wish took its place.</summary>
    public DateTimeOffset? ReplacedAt { get; set; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    public byte[]? UndoHash { get; set; }

    public DateTimeOffset? UndoneAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<EmailChange>
    {
        public void Configure(EntityTypeBuilder<EmailChange> builder)
        {
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.UserId);
            builder.HasOne<Customer>().WithMany().HasForeignKey(x => x.CustomerId);
        }
    }
}

/// <summary>Which of a person's two addresses.</summary>
public enum EmailChangeKind
{
    /// <summary>They sign in with it, and notices about their sign-in go there.</summary>
    SignIn,

    /// <summary>Bills and letters about a customer's accounts go there.</summary>
    Contact,
}
