using Portal.Core.Notices;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Letters;

/// <summary>What the office calls kinds of letters and states of their words, and what tone each has.</summary>
public static class LetterTerms
{
    /// <summary>A kind of letter; one that the city added by its code.</summary>
    public static string OfKind(Words<NoticesBook> words, string kind)
    {
        ArgumentNullException.ThrowIfNull(words);
        return NoticeKinds.All.Contains(kind) ? words[$"Kind_{kind}"] : kind;
    }

    public static Tone Of(NoticeTemplateState state) => state switch
    {
        NoticeTemplateState.Released => Tone.Good,
        NoticeTemplateState.Asked => Tone.Warn,
        NoticeTemplateState.Draft => Tone.Info,
        NoticeTemplateState.SentBack => Tone.Quiet,
        _ => throw new InvalidOperationException($"Unknown state {state}."),
    };
}
