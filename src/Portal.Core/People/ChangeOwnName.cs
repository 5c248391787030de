using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Words;

namespace Portal.Core.People;

/// <summary>
/// How the portal greets a person, and in which language it writes to their sign-in. Refuses a name that is missing or
/// too long and a language that the portal does not speak.
/// </summary>
public sealed class ChangeOwnName(PortalDbContext db, SecurityNotice notice)
{
    public sealed record Request(Guid UserId, string? Name, string? Language);

    /// <returns>False when both were like that before.</returns>
    public async Task<Outcome<bool>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var name = TypedLine.Of(request.Name);
        if (name.Length > RegisterResident.LongestName || !TypedLine.SaysSomething(name))
        {
            return new Refusal("Register_NameMissing", RegisterResident.LongestName);
        }

        if (request.Language is null || !Text.Languages.Contains(request.Language))
        {
            return new Refusal("Language_Unknown");
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var user = await db.LockUserAsync(request.UserId, ct)
            ?? throw new InvalidOperationException($"There is no user {request.UserId}.");
        if (user.DisplayName == name && user.Language == request.Language) { return false; }

        var isRenamed = user.DisplayName != name;
        (user.DisplayName, user.Language) = (name, request.Language);
        await db.SaveChangesAsync(ct);
        if (isRenamed) { await notice.RunAsync(user, SecurityChange.NameChanged, ct); }

        await tx.CommitAsync(ct);
        return true;
    }
}
