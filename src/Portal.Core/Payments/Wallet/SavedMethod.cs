using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Payments.Gateway;
using Portal.Core.People;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Wallet;

/// <summary>
/// A card or bank account that somebody keeps for later. The processor holds it; here are only its names there, brand,
/// last four digits and the day on which a card expires. Replaced in place, it stays the same to what uses it.
/// </summary>
public sealed class SavedMethod
{
    public required Guid Id { get; init; }

    /// <summary>Null for a guest's, kept for what they scheduled.</summary>
    public required Guid? UserId { get; init; }

    public GatewayTender Tender { get; private set; }

    public string? Brand { get; private set; }

    public string LastFour { get; private set; } = "";

    /// <summary>The last day on which a card is good; null for a bank account.</summary>
    public DateOnly? ExpiresOn { get; private set; }

    public string ProcessorCustomerId { get; private set; } = "";

    public string ProcessorMethodId { get; private set; } = "";

    public required DateTimeOffset KeptAt { get; init; }

    public DateTimeOffset ChangedAt { get; private set; }

    public DateTimeOffset? RemovedAt { get; private set; }

    /// <summary>Whether a card cannot be charged on a day.</summary>
    public bool IsExpiredOn(DateOnly day) => ExpiresOn < day;

    /// <summary>As the processor tells it: when it is kept, replaced, or renewed by its bank.</summary>
    internal void Become(GatewayMethod told, DateTimeOffset at)
    {
        (Tender, Brand, LastFour, ExpiresOn) = (told.Tender, told.Brand, told.LastFour, told.ExpiresOn);
        (ProcessorMethodId, ChangedAt) = (told.Id, at);
        ProcessorCustomerId = told.CustomerId ?? ProcessorCustomerId;
    }

    internal void Remove(DateTimeOffset at) => RemovedAt = ChangedAt = at;

    internal SavedMethodEvent Event(int no, SavedMethodEventKind kind, Actor by, DateTimeOffset at) => new()
    {
        MethodId = Id,
        No = no,
        Kind = kind,
        Brand = Brand,
        LastFour = LastFour,
        ExpiresOn = ExpiresOn,
        By = by.Name,
        At = at,
    };

    internal sealed class Table : IEntityTypeConfiguration<SavedMethod>
    {
        public void Configure(EntityTypeBuilder<SavedMethod> builder) =>
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.UserId);
    }
}

/// <summary>A method as it stood after a change. Append-only.</summary>
public sealed class SavedMethodEvent
{
    public required Guid MethodId { get; init; }

    /// <summary>From 1.</summary>
    public required int No { get; init; }

    public required SavedMethodEventKind Kind { get; init; }

    public required string? Brand { get; init; }

    public required string LastFour { get; init; }

    public required DateOnly? ExpiresOn { get; init; }

    /// <summary>A <see cref="Actor.Name"/>.</summary>
    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<SavedMethodEvent>
    {
        public void Configure(EntityTypeBuilder<SavedMethodEvent> builder)
        {
            builder.HasKey(e => new { e.MethodId, e.No });
            builder.HasOne<SavedMethod>().WithMany().HasForeignKey(x => x.MethodId);
        }
    }
}

public enum SavedMethodEventKind
{
    Kept,

    /// <summary>Its owner put another in its place.</summary>
    Replaced,

    /// <summary>Its bank sent a new number or date, and the processor followed.</summary>
    Updated,

    Removed,
}

/// <summary>A method that the processor is still to forget.</summary>
public sealed class MethodToForget
{
    public required string ProcessorMethodId { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Null once it is done.</summary>
    public required DateTimeOffset? NextAt { get; set; }

    public DateTimeOffset? DoneAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<MethodToForget>
    {
        public void Configure(EntityTypeBuilder<MethodToForget> builder) => builder.HasKey(m => m.ProcessorMethodId);
    }
}
