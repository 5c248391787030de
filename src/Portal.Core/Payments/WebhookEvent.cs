namespace Portal.Core.Payments;

/// <summary>An event of the processor as it came: stored first, read later. Its own queue entry.</summary>
public sealed class WebhookEvent
{
    /// <summary>The processor's id; the same event arriving again changes nothing.</summary>
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required string ObjectId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public string? ApiVersion { get; init; }

    /// <summary>Whether it is about real money; null when it could not be read.</summary>
    public bool? IsLive { get; init; }

    public required byte[] Raw { get; init; }

    public required WebhookEventState State { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? NextAt { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    public Guid? LeaseBy { get; set; }

    /// <summary>What came of it, in words for the office.</summary>
    public string? Outcome { get; set; }
}

public enum WebhookEventState
{
    Waiting,
    Done,

    /// <summary>Could not be understood: a person looks.</summary>
    Parked,
}
