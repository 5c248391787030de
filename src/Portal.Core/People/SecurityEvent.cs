using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>One thing that happened to a sign-in, from where; never changed. Shown to its owner.</summary>
public sealed class SecurityEvent
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null where what was typed belongs to nobody.</summary>
    public Guid? UserId { get; init; }

    public required SecurityEventKind Kind { get; init; }

    public required string UserAgent { get; init; }

    public required string Address { get; init; }
}

/// <summary>
/// What the security log tells of. The second half are the changes of <see cref="SecurityChange"/>, under its names.
/// </summary>
public enum SecurityEventKind
{
    SignedIn,
    PasswordWrong,
    CodeWrong,
    PasskeyWrong,
    ProvedAgain,
    SignedOut,
    SignedOutEverywhere,
    PasswordChanged,
    PasswordReset,
    AuthenticatorOn,
    AuthenticatorOff,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    PasskeyAdded,
    PasskeyRemoved,
    StaffEnrolled,
    EmailChanged,
    EmailChangeUndone,
    NameChanged,
    DataDownloaded,
}

/// <summary>
/// Writes the security log (ASVS 16.3). Inside an act's transaction the line stands and falls with the act; a failure
/// is written where no transaction is open.
/// </summary>
public sealed class SecurityLog(PortalDbContext db, CallingBrowser browser, TimeProvider clock)
{
    public async Task WriteAsync(Guid? userId, SecurityEventKind kind, CancellationToken ct)
    {
        db.Add(new SecurityEvent
        {
            Id = Guid.CreateVersion7(),
            At = clock.GetUtcNow(),
            UserId = userId,
            Kind = kind,
            UserAgent = browser.UserAgent,
            Address = browser.Address,
        });
        await db.SaveChangesAsync(ct);
    }
}
