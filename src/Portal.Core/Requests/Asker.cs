using Portal.Core.People;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Strangers;
using Portal.Core.Staff;

namespace Portal.Core.Requests;

/// <summary>
/// Who asks: a resident who signed in, a stranger whose address is proved, or a caller whom the office wrote down
/// (ck_customer_request_one_asker).
/// </summary>
public abstract record Asker
{
    private Asker()
    {
    }

    /// <summary>Somebody with a sign-in.</summary>
    public sealed record Resident(Guid Id) : Asker;

    /// <summary>Somebody with a mailed link; new to the database when they ask.</summary>
    public sealed record Unknown(Stranger Who) : Asker;

    /// <summary>By phone, at the counter, by letter or by e-mail; sees nothing by it.</summary>
    public sealed record Caller(RequestCaller Who) : Asker;

    /// <summary>
    /// Whoever wrote a mail that joins one request: to the address of a letter of it, or as the office says.
    /// </summary>
    public sealed record ByMail(Guid RequestId, Guid MailId) : Asker;

    public Guid? UserId => (this as Resident)?.Id;

    public Guid? StrangerId => (this as Unknown)?.Who.Id;

    public Guid? CallerId => (this as Caller)?.Who.Id;

    /// <summary>As the history names them; of a caller, who wrote it down.</summary>
    internal Actor Actor => this switch
    {
        Resident resident => Actor.Resident(resident.Id),
        Unknown stranger => Actor.Stranger(stranger.Who.Id),
        Caller caller => Actor.Staff(caller.Who.RecordedBy),
        ByMail mail => Actor.Mail(mail.MailId),
        _ => throw new InvalidOperationException("An asker has four cases."),
    };

    /// <summary>Whose requests are counted together: a sign-in's, or an e-mail address's.</summary>
    internal string Counted => this switch
    {
        Unknown stranger => EmailAddress.Normalized(stranger.Who.Email),
        ByMail mail => $"request:{mail.RequestId}",
        _ => $"{UserId}",
    };

    public static implicit operator Asker(Guid userId) => new Resident(userId);
}
