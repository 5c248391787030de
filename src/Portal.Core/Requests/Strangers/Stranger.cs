using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Requests.Strangers;

/// <summary>
/// Who asked without signing in, at an e-mail address that they proved by a mailed link. One for each request: two of
/// one address are not known to be one person. Append-only.
/// </summary>
public sealed class Stranger
{
    public required Guid Id { get; init; }

    /// <summary>Of the link they asked by; a link asks once.</summary>
    public required byte[] LinkHash { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    /// <summary>As typed; null when they gave none.</summary>
    public string? Phone { get; init; }

    /// <summary>"en" or "es".</summary>
    public required string Language { get; init; }

    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>Who came by a link, under the name they give; new and not kept yet.</summary>
    public static Stranger By(AskingLink link, string name, string? phone, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(link);
        return new()
        {
            Id = Guid.CreateVersion7(now), LinkHash = link.SecretHash, Name = name, Email = link.Email, Phone = phone,
            Language = link.Language, VerifiedAt = now,
        };
    }

    internal sealed class Table : IEntityTypeConfiguration<Stranger>
    {
        public void Configure(EntityTypeBuilder<Stranger> builder) =>
            builder.HasOne<AskingLink>().WithOne().HasForeignKey<Stranger>(s => s.LinkHash);
    }
}

/// <summary>A mailed link to a form for asking without signing in. Only the hash of its secret is kept.</summary>
public sealed class AskingLink
{
    /// <summary>How long it opens the form.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(2);

    public required byte[] SecretHash { get; init; }

    /// <summary>As typed, by whomever.</summary>
    public required string Email { get; init; }

    public required string Language { get; init; }

    public required AskingPurpose Purpose { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AskingLink>
    {
        public void Configure(EntityTypeBuilder<AskingLink> builder) => builder.HasKey(l => l.SecretHash);
    }
}

/// <summary>What may be asked without signing in.</summary>
public enum AskingPurpose
{
    Question,
    Problem,
    Start,
}

/// <summary>The key of a letter to a stranger: opens the page of their request. Only its hash is kept.</summary>
public sealed class StrangerKey
{
    /// <summary>How long it opens the page; every later letter carries a fresh one.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(180);

    public required byte[] SecretHash { get; init; }

    public required Guid StrangerId { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<StrangerKey>
    {
        public void Configure(EntityTypeBuilder<StrangerKey> builder)
        {
            builder.HasKey(k => k.SecretHash);
            builder.HasOne<Stranger>().WithMany().HasForeignKey(k => k.StrangerId);
        }
    }
}
