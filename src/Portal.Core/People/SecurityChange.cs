namespace Portal.Core.People;

/// <summary>What the owner of a sign-in is told of by mail.</summary>
public enum SecurityChange
{
    PasswordChanged,
    PasswordReset,
    AuthenticatorOn,
    AuthenticatorOff,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    PasskeyAdded,
    PasskeyRemoved,
    EmailChanged,
    EmailChangeUndone,
    NameChanged,
    DataDownloaded,
}
