using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.People;

namespace Portal.Core.Requests.Replies;

/// <summary>
/// The address that one letter of a request may be answered to. Only the hash of its token is kept. Append-only.
/// </summary>
public sealed class ReplyAddress
{
    public required byte[] TokenHash { get; init; }

    public required Guid RequestId { get; init; }

    /// <summary>Whom the letter went to: an answer from elsewhere joins nothing by itself.</summary>
    public required string Address { get; init; }

    /// <summary>Whose sign-in it is; null for a stranger, a caller or a customer without one.</summary>
    public Guid? UserId { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ReplyAddress>
    {
        public void Configure(EntityTypeBuilder<ReplyAddress> builder)
        {
            builder.ToTable("request_reply_address");
            builder.HasKey(a => a.TokenHash);
            builder.HasOne<CustomerRequest>().WithMany().HasForeignKey(a => a.RequestId);
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(a => a.UserId);
        }
    }
}

/// <summary>How answers by e-mail come in: section "Replies" of the configuration.</summary>
public sealed class ReplySettings
{
    /// <summary>
    /// "requests@replies.city.gov": a token is put behind its name. Letters cannot be answered when empty.
    /// </summary>
    public string Address { get; set; } = "";

    /// <summary>The Maildir into which the city's mail server delivers them. Nothing is read when empty.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The address of one letter; null when letters cannot be answered.</summary>
    internal string? With(string token) => Address.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        ? $"{Address[..at]}+{token}{Address[at..]}"
        : null;
}
