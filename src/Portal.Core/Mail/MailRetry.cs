namespace Portal.Core.Mail;

/// <summary>
/// When a mail that could not be handed over is tried again (practice.md §4, RFC 5321 §4.5.4.1). A server of our own
/// that is away says nothing about a mail's reader: such a mail is tried on, and given up only when a server that was
/// there has put it off for days.
/// </summary>
public static class MailRetry
{
    /// <summary>After this the mail is given up and the office is told.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(5);

    /// <summary>So long a server must have been back before a mail is given up.</summary>
    public static readonly TimeSpan BackFor = TimeSpan.FromDays(2);

    /// <summary>How often a mail older than <see cref="GiveUpAfter"/> is tried while the server is away.</summary>
    private static readonly TimeSpan WhileAway = TimeSpan.FromHours(1);

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(4),
        TimeSpan.FromHours(12),
        TimeSpan.FromHours(24),
    ];

    /// <summary>The next moment to try, or null when it is time to give up.</summary>
    /// <param name="attempts">Tries so far, the last one included: 1 or more.</param>
    /// <param name="awayAt">When the server was last away, as it was tried; null when it never was.</param>
    public static DateTimeOffset? NextAt(
        DateTimeOffset createdAt, int attempts, DateTimeOffset? awayAt, DateTimeOffset now)
    {
        var next = now + Waits[Math.Clamp(attempts, 1, Waits.Length) - 1];
        if (next - createdAt <= GiveUpAfter) { return next; }

        return awayAt == now ? now + WhileAway
            : awayAt is { } away && next - away <= BackFor ? next
            : null;
    }
}
