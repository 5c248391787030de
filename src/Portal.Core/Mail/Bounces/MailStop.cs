using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Data;

namespace Portal.Core.Mail.Bounces;

/// <summary>
/// Nothing is mailed to an address: mail to it failed for good, three times within thirty days, or its reader
/// complained. Letters that open a sign-in or prove the address go all the same, for who asks for them is there. Lifted
/// once, by the owner who shows that the address works, or by staff with a reason (ux_mail_stop_one_open).
/// </summary>
public sealed class MailStop
{
    public required Guid Id { get; init; }

    /// <summary>In small letters.</summary>
    public required string Address { get; init; }

    public required StopCause Cause { get; init; }

    /// <summary>The report that brought it about.</summary>
    public required Guid BounceId { get; init; }

    public required DateTimeOffset StoppedAt { get; init; }

    public DateTimeOffset? LiftedAt { get; set; }

    /// <summary>A <see cref="Staff.Actor.Name"/>.</summary>
    public string? LiftedBy { get; set; }

    public string? LiftedWhy { get; set; }

    internal static string TaskKey(Guid id) => $"mail_stopped:{id}";

    internal sealed class Table : IEntityTypeConfiguration<MailStop>
    {
        public void Configure(EntityTypeBuilder<MailStop> builder) =>
            builder.HasOne<MailBounce>().WithMany().HasForeignKey(s => s.BounceId);
    }
}

/// <summary>Why nothing is mailed to an address.</summary>
public enum StopCause
{
    /// <summary>It does not exist, or is switched off.</summary>
    Hard,

    /// <summary>Its reader called a mail of ours unwanted.</summary>
    Complaint,

    /// <summary>Three mails failed within thirty days for reasons that pass.</summary>
    Soft,
}

/// <summary>Questions about stops.</summary>
public static class MailStopQueries
{
    /// <summary>Those in force.</summary>
    public static IQueryable<MailStop> OpenMailStops(this PortalDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<MailStop>().Where(s => s.LiftedAt == null);
    }

    /// <summary>The stop of an address; null when it may be mailed to.</summary>
    public static Task<MailStop?> MailStopOfAsync(this PortalDbContext db, string? address, CancellationToken ct)
    {
        var small = address?.ToLowerInvariant();
        return db.OpenMailStops().AsNoTracking().SingleOrDefaultAsync(s => s.Address == small, ct);
    }
}
