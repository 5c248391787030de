using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// Bills on paper on their way from the queue into batches. The worker carries it under a lease; people start, stop
/// and resume it.
/// </summary>
public sealed class PrintRun
{
    public required Guid Id { get; init; }

    /// <summary>Prints the bills of this bill run alone; null for all that waited.</summary>
    public Guid? BillRunId { get; init; }

    /// <summary>The batch whose bills it prints again.</summary>
    public Guid? ReprintsId { get; init; }

    public PrintRunState State { get; private set; } = PrintRunState.Printing;

    /// <summary>Bills that it took.</summary>
    public required int Bills { get; init; }

    /// <summary>An Actor's name.</summary>
    public required string StartedBy { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Set while a person has stopped it.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    public string? StoppedBy { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public Guid? LeaseBy { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    internal void Stop(string by, DateTimeOffset at) => (StoppedBy, StoppedAt) = (by, at);

    internal void Resume() => (StoppedBy, StoppedAt) = (null, null);

    internal sealed class Table : IEntityTypeConfiguration<PrintRun>
    {
        public void Configure(EntityTypeBuilder<PrintRun> builder) => builder.HasKey(r => r.Id);
    }
}

public enum PrintRunState
{
    Printing,
    Printed,
}

/// <summary>How a bill goes to the post. What cannot be sorted by ZIP is a batch of its own.</summary>
public enum Post
{
    /// <summary>Sorted by ZIP, street, number and unit.</summary>
    Domestic,

    /// <summary>To another country.</summary>
    Abroad,

    /// <summary>Something is missing from the address: a person looks at it before it is mailed.</summary>
    Incomplete,
}
