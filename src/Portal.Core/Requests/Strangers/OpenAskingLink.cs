using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;

namespace Portal.Core.Requests.Strangers;

/// <summary>
/// Who asks by a mailed link: their address is proved by it, their name is what they write. Nothing is kept yet; the
/// act that asks does that. Refuses a link that is unknown or too old, no name, too many from one network address.
/// </summary>
public sealed class OpenAskingLink(PortalDbContext db, TakeToken takeToken, BusinessClock clock)
{
    private const int LongestPhone = 40;

    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(string? Key, string? Name, string? Phone, string Address);

    public async Task<Outcome<Asker>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await takeToken.RunAsync([new(RateLimit.MailedLinkFromAddress, request.Address)], ct) is { } tooMany)
        {
            return tooMany;
        }

        if (await LookAsync(request.Key, ct) is not { } link) { return new Refusal("Asking_LinkSpent"); }

        var (name, phone) = (TypedLine.Of(request.Name), TypedLine.OrNull(request.Phone));
        var reasons = new List<Refusal>();
        if (name.Length > TypedLine.LongestName || !TypedLine.SaysSomething(name))
        {
            reasons.Add(new("Asking_NameMissing", TypedLine.LongestName));
        }

        if (phone is not null
            && (phone.Length > LongestPhone || PhoneNumber.Typed(phone) is Outcome<PhoneNumber>.Refused))
        {
            reasons.Add(new("Asking_PhoneWrong"));
        }

        return Refusal.Of(reasons) is { } refusal
            ? refusal
            : new Asker.Unknown(Stranger.By(link, name, phone, clock.Now));
    }

    /// <summary>The link, while it opens a form; else null.</summary>
    public async Task<AskingLink?> LookAsync(string? key, CancellationToken ct)
    {
        var (hash, since) = (Secret.HashOf(key ?? ""), clock.Now - AskingLink.Life);
        return await db.Set<AskingLink>().AsNoTracking().SingleOrDefaultAsync(
            l => l.SecretHash == hash && l.MadeAt > since, ct);
    }

    /// <summary>What was asked by the link already; null while nothing was.</summary>
    public async Task<string?> AskedAsync(AskingLink link, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(link);
        return (await (
            from request in db.Set<CustomerRequest>().AsNoTracking()
            join stranger in db.Set<Stranger>() on request.StrangerId equals stranger.Id
            where stranger.LinkHash == link.SecretHash
            select request).SingleOrDefaultAsync(ct))?.Label;
    }
}
