using Portal.Core.Common;
using Portal.Core.Mail;

namespace Portal.Core.Notices;

/// <summary>Fills a template and checks that the letter says what it must.</summary>
internal static class NoticeDraft
{
    /// <summary>The letter, or why it cannot be sent: an unknown field, an empty one, an element.</summary>
    public static Outcome<FrozenLetter> Write(
        NoticeTemplate template, IReadOnlyDictionary<string, string> values, IReadOnlyList<string> required,
        IHtmlCleaner cleaner)
    {
        var unknown = NoticeFields.UnknownIn(template.Subject + template.Body)
            .Concat(values.Keys.Where(f => !NoticeFields.All.Contains(f, StringComparer.Ordinal)));
        if (unknown.FirstOrDefault() is { } field) { return new Refusal("Notice_FieldUnknown", field); }

        if (NoticeFields.In(template.Subject).FirstOrDefault(f => !NoticeText.Has(values, f)) is { } empty)
        {
            return new Refusal("Notice_FieldEmpty", empty);
        }

        var (parts, said) = NoticeText.Fill(NoticeText.Read(template.Body), values);
        var missing = NoticeFields.Missing(said, required);
        if (Refusal.Of([.. missing.Select(Why)]) is { } refusal) { return refusal; }

        var subject = MailRecipient.OneLine(NoticeText.FillLine(template.Subject, values));
        return FrozenLetter.Of(template.Language, subject, parts, cleaner);
    }

    /// <summary>Its first value is the element's code, its second the element in words.</summary>
    public static Refusal Why(string element) => new("Notice_ElementMissing", element, new NoticeElement(element));
}
