using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.People;

namespace Portal.Core.Accounts.Access;

/// <summary>
/// Somebody is asked into an account, at an e-mail address. No secret is mailed: whoever signs in with that address,
/// confirmed, may accept, and nobody to whom the mail was passed on.
/// </summary>
public sealed class AccountInvitation
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required string Email { get; init; }

    public required string NormalizedEmail { get; init; }

    /// <summary>What they may do once they accept.</summary>
    public required AccountLevel Level { get; init; }

    public required Guid InvitedBy { get; init; }

    public required DateTimeOffset InvitedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public InvitationOutcome? Outcome { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public Guid? EndedBy { get; private set; }

    /// <summary>The access that came of it.</summary>
    public Guid? LinkId { get; private set; }

    internal void End(InvitationOutcome outcome, Guid by, DateTimeOffset at, Guid? link = null) =>
        (Outcome, EndedBy, EndedAt, LinkId) = (outcome, by, at, link);

    internal sealed class Table : IEntityTypeConfiguration<AccountInvitation>
    {
        public void Configure(EntityTypeBuilder<AccountInvitation> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.InvitedBy);
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.EndedBy);
            builder.HasOne<AccountLink>().WithMany().HasForeignKey(x => x.LinkId);
        }
    }
}

public enum InvitationOutcome
{
    Accepted,
    Declined,
    Withdrawn,
}
