using Portal.Core.Staff;

namespace Portal.Core.People;

/// <summary>
/// A signed-in browser. Its cookie holds a secret of which only the hash is kept, so neither a stolen database nor a
/// stolen cookie of a session that has ended opens anything.
/// </summary>
public sealed class SignInSession
{
    /// <summary>Any session ends after so long without a request (practice.md §3.1).</summary>
    public static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(30);

    /// <summary>A resident signs in anew after a day.</summary>
    public static readonly TimeSpan LongestForResidents = TimeSpan.FromHours(24);

    /// <summary>Staff sign in anew each working day.</summary>
    public static readonly TimeSpan LongestForStaff = TimeSpan.FromHours(12);

    /// <summary>How long a session lasts at most.</summary>
    public static TimeSpan LongestFor(StaffRole? role) => role is null ? LongestForResidents : LongestForStaff;

    public required Guid Id { get; init; }

    public required byte[] SecretHash { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>
    /// The user's stamp when it began; a password change or "sign out everywhere" gives the user a new one.
    /// </summary>
    public required string SecurityStamp { get; init; }

    /// <summary>Null for a resident.</summary>
    public StaffRole? StaffRole { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Written at most once a minute.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>When the person last proved who they are; acts that need a fresh proof look here.</summary>
    public required DateTimeOffset ProvedAt { get; set; }

    public required string UserAgent { get; init; }

    /// <summary>Network address it began at.</summary>
    public required string Address { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}
