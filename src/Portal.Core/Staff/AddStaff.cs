using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.People;

namespace Portal.Core.Staff;

/// <summary>
/// Makes a member of staff who cannot sign in yet: a link is mailed, and answered, by which they choose a password and
/// set up an authenticator app (EnrollStaff). Refuses an address that has a sign-in already, one that cannot be mailed
/// to, and a missing name. The operator's verb comes here, for who may run it has the database anyway; the office comes
/// by <see cref="Team.InviteStaff"/>.
/// </summary>
public sealed class AddStaff(PortalDbContext db, MailSecret mailSecret, SignInSettings settings, TimeProvider clock)
{
    /// <param name="Email">As typed.</param>
    /// <param name="Name">How colleagues know them.</param>
    /// <param name="Role">What they may do.</param>
    /// <param name="By">Who adds them.</param>
    public sealed record Request(string Email, string Name, StaffRole Role, Actor By);

    /// <returns>The link, good once and for two days.</returns>
    public async Task<Outcome<Uri>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (email, name) = (EmailAddress.Trimmed(request.Email), (request.Name ?? "").Trim());
        if (MailRecipient.WhyNot(email) is { } notUsable) { return notUsable; }

        if (name is "" or { Length: > RegisterResident.LongestName })
        {
            return new Refusal("Register_NameMissing", RegisterResident.LongestName);
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var normalized = EmailAddress.Normalized(email);
        await db.LockAddressAsync(normalized, ct);
        if (await db.Users.AnyAsync(u => u.NormalizedEmail == normalized, ct))
        {
            return new Refusal("Staff_AlreadyThere", email);
        }

        var (id, now) = (Guid.CreateVersion7(), clock.GetUtcNow());
        var user = new PortalUser
        {
            Id = id,
            UserName = id.ToString(),
            NormalizedUserName = id.ToString().ToUpperInvariant(),
            Email = email,
            NormalizedEmail = normalized,
            SecurityStamp = Secret.New(),
            LockoutEnabled = false,
            DisplayName = name,
            Language = "en",
            CreatedAt = now,
        };
        db.Add(user);
        await db.SaveChangesAsync(ct);
        db.Add(new StaffMember { UserId = id, Role = request.Role, StartedAt = now });
        db.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(),
            At = now,
            Actor = request.By.Name,
            Act = nameof(AddStaff),
            Detail = $$"""{"user":"{{id}}","role":"{{request.Role}}"}""",
        });
        var secret = await mailSecret.RunAsync(user, MailedSecretPurpose.EnrollStaff, ct);
        await tx.CommitAsync(ct);
        return settings.Enroll(secret);
    }
}
