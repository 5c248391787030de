namespace Portal.Core.Mail;

/// <summary>When a mail that could not be handed over is tried again (practice.md §4, RFC 5321 §4.5.4.1).</summary>
public static class MailRetry
{
    /// <summary>After this the mail is given up and the office is told.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(5);

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
    public static DateTimeOffset? NextAt(DateTimeOffset createdAt, int attempts, DateTimeOffset now)
    {
        var next = now + Waits[Math.Clamp(attempts, 1, Waits.Length) - 1];
        return next - createdAt <= GiveUpAfter ? next : null;
    }
}
