using System.Globalization;
using Portal.Core.Common;
using Portal.Core.Look;
using Portal.Core.Mail;

namespace Portal.Core.Notices;

/// <summary>
/// What is to be said about a template before it may be used: fields that nobody can fill, elements it lacks, whether
/// its subject names a day, and how hard it is to read when filled with <see cref="Sample"/>.
/// </summary>
/// <param name="Score">English: the school grade. Spanish: the reading ease.</param>
public sealed record TemplateCheck(
    IReadOnlyList<string> UnknownFields, IReadOnlyList<string> MissingElements, bool SubjectSaysDay, double Score,
    bool IsPlain)
{
    private static readonly string[] Days = ["pay_by", "shut_off_day", "restored_day", "missed_day", "claim_by"];

    /// <summary>Nothing stands in the way of its use.</summary>
    public bool IsGood => UnknownFields.Count == 0 && MissingElements.Count == 0 && SubjectSaysDay && IsPlain;

    /// <summary>Every reason why it may not be used; null when it may.</summary>
    public Refusal? WhyNot() => Refusal.Of(
    [
        .. UnknownFields.Select(f => new Refusal("Notice_FieldUnknown", f)),
        .. MissingElements.Select(NoticeDraft.Why),
        .. SubjectSaysDay ? Array.Empty<Refusal>() : [new("Notice_SubjectSaysNoDay")],
        .. IsPlain ? Array.Empty<Refusal>() : [new("Notice_TooHard", Score)],
    ]);

    /// <summary>Checks words as they are.</summary>
    public static TemplateCheck Of(string kind, string language, string subject, string body, CityProfile city)
    {
        var parts = NoticeText.Read(body);
        var said = parts.SelectMany(p => p.Runs).SelectMany(r => NoticeFields.In($"{r.Words} {r.Link}")).ToList();
        var sample = Sample(city, language);
        // A list holds facts, which nobody reads as sentences.
        var words = string.Join('\n', NoticeText.Fill(parts, sample).Parts
            .Where(p => p.Kind is NoticePartKind.Paragraph or NoticePartKind.Heading)
            .Select(p => string.Concat(p.Runs.Select(r => r.Words))));
        return new(
            NoticeFields.UnknownIn(subject + body),
            NoticeFields.Missing(said, NoticeKinds.RequiredOf(kind)),
            NoticeFields.In(subject).Intersect(Days).Any(),
            language == "es" ? Readability.Ease(words) : Readability.Grade(words),
            Readability.IsPlain(language, words));
    }

    /// <summary>Every field filled for a customer who does not exist.</summary>
    public static Dictionary<string, string> Sample(CityProfile city, string language)
    {
        ArgumentNullException.ThrowIfNull(city);
        var culture = CultureInfo.GetCultureInfo($"{language}-US");
        var day = new DateOnly(2026, 12, 1);
        var values = NoticeFields.All.ToDictionary(f => f, _ => "", StringComparer.Ordinal);
        foreach (var (field, value) in StandardFields.For(city, language).Concat(StandardFields.OfCity(city, culture)))
        {
            values[field] = value;
        }

        (string Field, string Value)[] own =
        [
            ("customer_name", "Rosa Delgado"), ("mailing_address", "1420 Alder St\nAlder Falls, WA 98001"),
            ("service_address", "1420 Alder St, Alder Falls, WA 98001"), ("account_ending", "••4471"),
            ("pay_online", city.Website.AbsoluteUri), ("notice_day", LetterWords.Day(culture, day)),
            ("services", StandardFields.Say(language, "Sample_services")),
            ("reason", StandardFields.Say(language, "Sample_reason")),
            ("plan_terms", StandardFields.Say(language, "Sample_plan_terms")),
            ("restore_fees", StandardFields.Say(language, "Sample_restore_fees")),
            ("agency", StandardFields.Say(language, "Sample_agency")),
            ("amount_due", "$212.40"), ("amount_to_stop", "$212.40"), ("missed_amount", "$53.10"),
            ("bill_day", LetterWords.Day(culture, day.AddDays(-60))),
            ("due_day", LetterWords.Day(culture, day.AddDays(-39))),
            ("missed_day", LetterWords.Day(culture, day.AddDays(-7))),
            ("pay_by", LetterWords.Day(culture, day.AddDays(10))),
            ("shut_off_day", LetterWords.Day(culture, day.AddDays(14))), ("shut_off_hours", "8:00–16:00"),
            ("restored_day", LetterWords.Day(culture, day.AddDays(16))),
            ("unclaimed_amount", "$18.20"), ("unclaimed_since", LetterWords.Day(culture, day.AddDays(-400))),
            ("claim_by", LetterWords.Day(culture, day.AddDays(60))),
        ];
        foreach (var (field, value) in own) { values[field] = value; }

        return values;
    }
}
