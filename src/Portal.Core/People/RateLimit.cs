namespace Portal.Core.People;

/// <summary>How often something may be tried: a bucket of tokens that fills again with time.</summary>
/// <param name="Name">Part of the bucket's key.</param>
/// <param name="Burst">Tries at once before waiting begins.</param>
/// <param name="OneMoreEvery">Time after which one more try is given.</param>
public sealed record RateLimit(string Name, int Burst, TimeSpan OneMoreEvery)
{
    /// <summary>
    /// Sign-ins, second steps and passkeys from one network address: an office or a library shares one.
    /// </summary>
    public static readonly RateLimit SignInFromAddress = new("sign-in-from", 60, TimeSpan.FromSeconds(5));

    /// <summary>Registrations from one network address.</summary>
    public static readonly RateLimit RegisterFromAddress = new("register-from", 20, TimeSpan.FromMinutes(2));

    /// <summary>Mails of registering, recovering and asking to one e-mail address.</summary>
    public static readonly RateLimit MailTo = new("mail-to", 4, TimeSpan.FromMinutes(15));

    /// <summary>Recovery asked for from one network address.</summary>
    public static readonly RateLimit ForgotFromAddress = new("forgot-from", 20, TimeSpan.FromMinutes(2));

    /// <summary>Links of mails opened from one network address.</summary>
    public static readonly RateLimit MailedLinkFromAddress = new("mailed-link-from", 40, TimeSpan.FromSeconds(30));

    /// <summary>Links for asking without a sign-in, asked for from one network address.</summary>
    public static readonly RateLimit AskFromAddress = new("ask-from", 20, TimeSpan.FromMinutes(2));

    /// <summary>Account links tried by one sign-in.</summary>
    public static readonly RateLimit LinkByUser = new("link-by", 10, TimeSpan.FromMinutes(2));

    /// <summary>New e-mail addresses asked for by one sign-in.</summary>
    public static readonly RateLimit NewAddressByUser = new("new-address-by", 10, TimeSpan.FromMinutes(10));

    /// <summary>People asked in by one sign-in: a landlord asks in several at once.</summary>
    public static readonly RateLimit InviteByUser = new("invite-by", 30, TimeSpan.FromMinutes(2));

    /// <summary>
    /// PINs tried on one account number, by whomever: linking and looking up as a guest count together.
    /// </summary>
    public static readonly RateLimit PinOfAccount = new("pin-of", 10, TimeSpan.FromMinutes(6));

    /// <summary>Account numbers with PINs tried from one network address.</summary>
    public static readonly RateLimit PinFromAddress = new("pin-from", 30, TimeSpan.FromMinutes(1));
}
