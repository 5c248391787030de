using Portal.Core.Mail;
using Portal.Web.TagHelpers;

namespace Portal.Web.Pages.My.Letters;

/// <summary>What tone each state of a letter has.</summary>
public static class LetterTerms
{
    public static Tone Of(LetterState state) => state switch
    {
        LetterState.Sent or LetterState.Posted or LetterState.PrintedMailed => Tone.Good,
        LetterState.Refused or LetterState.Expired or LetterState.Stopped => Tone.Bad,
        _ => Tone.Info,
    };
}
