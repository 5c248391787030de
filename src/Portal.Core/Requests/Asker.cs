using Portal.Core.People;
using Portal.Core.Requests.Strangers;
using Portal.Core.Staff;

namespace Portal.Core.Requests;

/// <summary>
/// Who asks: a resident who signed in, or a stranger whose address is proved (ck_customer_request_one_asker).
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

    public Guid? UserId => (this as Resident)?.Id;

    public Guid? StrangerId => (this as Unknown)?.Who.Id;

    /// <summary>As the history names them.</summary>
    internal Actor Actor => this switch
    {
        Resident resident => Actor.Resident(resident.Id),
        Unknown stranger => Actor.Stranger(stranger.Who.Id),
        _ => throw new InvalidOperationException("An asker has two cases."),
    };

    /// <summary>Whose requests are counted together: a sign-in's, or an e-mail address's.</summary>
    internal string Counted => this is Unknown stranger ? EmailAddress.Normalized(stranger.Who.Email) : $"{UserId}";

    public static implicit operator Asker(Guid userId) => new Resident(userId);
}
