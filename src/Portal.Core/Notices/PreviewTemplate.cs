using Portal.Core.Common;
using Portal.Core.Documents;
using Portal.Core.Look;

namespace Portal.Core.Notices;

/// <summary>
/// Shows how words would look as a letter to a customer who does not exist, and what stands in the way of their use.
/// Changes nothing. A field that nobody can fill stays in its braces, to be seen.
/// </summary>
public sealed class PreviewTemplate(IHtmlCleaner cleaner, CityProfile city, NoticePdf pdf, BusinessClock clock)
{
    /// <param name="Check">What is to be said about the words.</param>
    /// <param name="Letter">As it would be frozen; null while there is nothing to show.</param>
    public sealed record Preview(TemplateCheck Check, FrozenLetter? Letter)
    {
        /// <summary>Lines that show in the window of the envelope.</summary>
        public required IReadOnlyList<string> Envelope { get; init; }
    }

    /// <summary>The letter as mail, paper and a phone would show it.</summary>
    /// <param name="language">"en" or "es".</param>
    public Preview Of(string kind, string language, string? subject, string? body)
    {
        var (line, words) = (subject ?? "", body ?? "");
        var sample = TemplateCheck.Sample(city, language);
        foreach (var field in NoticeFields.UnknownIn(line + words)) { sample[field] = $"{{{{{field}}}}}"; }

        var parts = NoticeText.Fill(NoticeText.Read(words), sample).Parts;
        return new(
            TemplateCheck.Of(kind, language, line, words, city),
            parts.Count == 0 && line.Length == 0
                ? null
                : FrozenLetter.Of(language, NoticeText.FillLine(line, sample).Trim(), parts, cleaner))
        {
            Envelope = [sample["customer_name"], .. sample["mailing_address"].Split('\n')],
        };
    }

    /// <summary>The same on paper; null while there is nothing to show.</summary>
    public byte[]? Paper(string kind, string language, string? subject, string? body)
    {
        var preview = Of(kind, language, subject, body);
        return preview.Letter is not { } letter ? null : pdf.Make(new()
        {
            Id = Guid.Empty,
            DedupeKey = "",
            Kind = kind,
            CustomerAccountId = Guid.Empty,
            Recipient = NoticeRecipient.Customer,
            Name = preview.Envelope[0],
            Address = [.. preview.Envelope.Skip(1)],
            Language = language,
            TemplateId = Guid.Empty,
            Subject = letter.Subject,
            Content = letter.Bytes(),
            Sha256 = FrozenLetter.HashOf(letter.Bytes()),
            Elements = [],
            Rule = "",
            Day = clock.Today,
            IsMailed = false,
            WrittenBy = "",
            WrittenAt = clock.Now,
        });
    }
}
