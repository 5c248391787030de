using System.Globalization;
using Portal.Core.Notices;

namespace Portal.Core.Mail.Letters;

/// <summary>A notice as it was frozen, in the mail's frame.</summary>
/// <param name="Of">What the notice is for: a code of <see cref="NoticeKinds"/>.</param>
public sealed record NoticeLetter(string Of, FrozenLetter Frozen) : ILetter
{
    public string Kind => $"notice_{Of}";

    /// <summary>One that comes back goes on paper the same day (<see cref="Bounces.PostInstead"/>).</summary>
    public LetterDuty Duty => LetterDuty.Required;

    public Letter Write(CultureInfo culture) => new(Frozen.Subject, Frozen.Text(), Frozen.Html);
}
