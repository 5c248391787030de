using System.Globalization;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>What happened to something that a customer asked. Holds none of the words that were
/// exchanged, but for who has no page to read them on.</summary>
/// <param name="Label">Its number: Q-000123.</param>
/// <param name="TopicEn">What it is about.</param>
/// <param name="Page">Shows it after signing in; to a stranger, by the key in it. Null for who has none.</param>
public sealed record RequestLetter(
    RequestLetter.News Of, string Name, string Label, string TopicEn, string TopicEs, DateOnly ExpectedOn,
    IReadOnlyList<RequestLetter.Line> Lines, Uri? Page) : ILetter
{
    public enum News
    {
        Opened,
        AskedBack,
        Answered,
        Closed,
        Reopened,
    }

    /// <summary>A further sentence of the book of letters; days are written as the reader writes them.</summary>
    public sealed record Line(string Key, params object[] Values);

    public bool HoldsSecret { get; init; }

    public Guid? AnsweredIn { get; init; }

    /// <summary>What was written, for who has no page.</summary>
    public string? Words { get; init; }

    public string Kind => Of switch
    {
        News.Opened => "request_opened",
        News.AskedBack => "request_asked_back",
        News.Answered => "request_answered",
        News.Closed => "request_closed",
        News.Reopened => "request_reopened",
        _ => throw new InvalidOperationException($"Unknown news {Of}."),
    };

    public Letter Write(CultureInfo culture)
    {
        var topic = culture.TwoLetterISOLanguageName == "es" ? TopicEs : TopicEn;
        return Letter.Of(
            Say(culture, $"Request{Of}_Subject", Label),
            [
                Greeting(culture, Name),
                Say(
                    culture, Page is null ? $"Request{Of}_Here" : $"Request{Of}_Lead", Label, topic,
                    Day(culture, ExpectedOn)),
                .. Lines.Select(l => Say(
                    culture, l.Key, [.. l.Values.Select(v => v is DateOnly day ? Day(culture, day) : v)])),
                .. Words is null ? [] : Words.Split("\n\n"),
                .. Page is null ? [] : new[] { Letter.Link(Say(culture, "Request_Link"), Page) },
            ]);
    }
}
