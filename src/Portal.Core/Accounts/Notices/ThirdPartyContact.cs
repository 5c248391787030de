using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.People;
using Portal.Core.People.Consents;

namespace Portal.Core.Accounts.Notices;

/// <summary>
/// Somebody who gets a copy of an account's reminders and shut-off notices, because the customer and they both want it
/// (PUC 10010.1(d)). They owe nothing, delay nothing, and see nothing else.
/// </summary>
public sealed class ThirdPartyContact
{
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>As the customer wrote it.</summary>
    public required string Name { get; init; }

    public required string Email { get; init; }

    public required string Language { get; init; }

    public required Guid AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The customer's.</summary>
    public required Guid ConsentId { get; init; }

    /// <summary>Of the link by which they agree, and later end it.</summary>
    public required byte[] SecretHash { get; init; }

    public DateTimeOffset? AgreedAt { get; private set; }

    public string? AgreedWords { get; private set; }

    /// <summary>Network address they agreed from.</summary>
    public string? AgreedAddress { get; private set; }

    /// <summary>Lines of the envelope below the name, where copies come by post; null for e-mail.</summary>
    public string? PostalAddress { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndedBy { get; private set; }

    internal void Agree(DateTimeOffset at, string words, string address, string? postalAddress) =>
        (AgreedAt, AgreedWords, AgreedAddress, PostalAddress) = (at, words, address, postalAddress);

    /// <summary>Another way than the one agreed to first.</summary>
    internal void Reach(string? postalAddress) => PostalAddress = postalAddress;

    internal void End(DateTimeOffset at, string by) => (EndedAt, EndedBy) = (at, by);

    internal sealed class Table : IEntityTypeConfiguration<ThirdPartyContact>
    {
        public void Configure(EntityTypeBuilder<ThirdPartyContact> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.AskedBy);
            builder.HasOne<Consent>().WithMany().HasForeignKey(x => x.ConsentId);
        }
    }
}
