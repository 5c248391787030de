namespace Portal.Sandbox;

/// <summary>
/// Two readings of time. <see cref="Now"/> is wall time and stamps everything others see, so that signatures, expiry
/// requests and the portal's own clock agree. <see cref="Moved"/> runs ahead by what a person added, and decides
/// what has come due: an ACH debit settling, a session expiring, a payout leaving.
/// </summary>
public sealed class SandboxClock(TimeProvider wall)
{
    /// <summary>How far due times have been brought forward.</summary>
    public TimeSpan Ahead { get; private set; }

    public DateTimeOffset Now => wall.GetUtcNow();

    public DateTimeOffset Moved => Now + Ahead;

    /// <summary>Seconds since 1970, as the API writes moments.</summary>
    public long Stamp => Now.ToUnixTimeSeconds();

    internal void Add(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        Ahead += span;
    }

    internal void Restore(TimeSpan ahead) => Ahead = ahead;
}
