namespace Portal.Core.Jobs;

/// <summary>
/// Work that waits in a table whose rows are their own queue. The worker asks again and again, from any number of
/// processes at once; each round is bounded, claims its rows under a lease, and gives back what it did not get to.
/// </summary>
public interface IQueuePump
{
    /// <summary>For the log: "mail".</summary>
    string Name { get; }

    /// <summary>One round.</summary>
    /// <param name="ct">Asks to stop: finish what is in hand, leave the rest.</param>
    Task<PumpRound> RunAsync(CancellationToken ct);
}

/// <summary>What came of one round.</summary>
/// <param name="Done">Rows worked on; when none, the worker rests before it asks again.</param>
/// <param name="Rest">How long to rest in any case, for example because the other side is away.</param>
public readonly record struct PumpRound(int Done, TimeSpan? Rest = null);
