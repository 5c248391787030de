using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Mail;

namespace Portal.Core.Accounts.Notices;

/// <summary>A bill could not be mailed, and its account went back to paper. Append-only.</summary>
public sealed class MailCameBack
{
    public required Guid MailId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>Where the bill was mailed to.</summary>
    public required string Address { get; init; }

    public required DateTimeOffset At { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<MailCameBack>
    {
        public void Configure(EntityTypeBuilder<MailCameBack> builder)
        {
            builder.HasKey(x => x.MailId);
            builder.HasOne<OutboxMail>().WithMany().HasForeignKey(x => x.MailId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
        }
    }
}
