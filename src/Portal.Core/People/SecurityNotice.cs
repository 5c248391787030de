using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Staff;

namespace Portal.Core.People;

/// <summary>
/// Tells a person by mail, the security log and the audit trail that something about their sign-in changed: whoever did
/// it, the owner learns of it. Called inside the act's transaction.
/// </summary>
public sealed class SecurityNotice(
    PortalDbContext db, QueueMail queueMail, SecurityLog log, SignInSettings settings, BusinessClock clock)
{
    public async Task RunAsync(PortalUser user, SecurityChange change, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        var now = clock.Now;
        db.Add(new AuditEntry { Id = id, At = now, Actor = $"user:{user.Id}", Act = change.ToString() });
        await log.WriteAsync(user.Id, Enum.Parse<SecurityEventKind>(change.ToString()), ct);
        await queueMail.RunAsync(
            new(
                new(user.DisplayName, user.Email!, user.Language),
                new SecurityChangedLetter(user.DisplayName, change, clock.Today, settings.Security, settings.Forgot),
                $"security_changed:{id}")
            {
                UserId = user.Id,
            },
            ct);
    }
}
