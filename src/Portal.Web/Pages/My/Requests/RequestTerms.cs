using System.Globalization;
using Portal.Core.Billing.Rating;
using Portal.Core.Requests;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Requests;

/// <summary>The words of requests, on residents' pages and on the office's desk.</summary>
public sealed class RequestTerms(Words<RequestsBook> words)
{
    public (string Word, Tone Tone) Of(RequestState state) => (words[$"State_{state}"], state switch
    {
        RequestState.New or RequestState.Acknowledged => Tone.Info,
        RequestState.WaitingOnCustomer or RequestState.Reopened => Tone.Warn,
        RequestState.Answered => Tone.Good,
        RequestState.Closed => Tone.Quiet,
        _ => throw new InvalidOperationException($"Unknown state {state}."),
    });

    public string Of(RequestChannel channel) => words[$"Channel_{channel}"];

    public string Of(RequestKind kind) => words[$"Kind_{kind}"];

    /// <summary>What happened, by whom, as the timeline says it.</summary>
    public string Of(RequestEvent happened, string askedBy)
    {
        ArgumentNullException.ThrowIfNull(happened);
        // Who called is named, not who wrote it down.
        var isOffice = happened.Act != RequestAct.Open && happened.By.StartsWith("staff:", StringComparison.Ordinal);
        return words[$"Happened_{happened.Act}", isOffice ? words["The_Office"] : askedBy];
    }

    /// <summary>A bill's line as the bill names it.</summary>
    public static string OfLine(string explanation) => LineExplanation.FromJson(explanation).Label
        .In(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);

    /// <summary>"240 KB".</summary>
    public static string SizeOf(int bytes) => bytes < 1_000_000
        ? string.Create(CultureInfo.CurrentCulture, $"{Math.Max(1, bytes / 1_000)} KB")
        : string.Create(CultureInfo.CurrentCulture, $"{bytes / 1_000_000m:0.0} MB");
}

/// <summary>A conversation to be shown.</summary>
/// <param name="FilesAt">The address below which its files are.</param>
/// <param name="MaySeeRestricted">Proofs of identity may be opened by who reads it.</param>
public sealed record RequestThread(RequestRecord Record, string FilesAt, bool MaySeeRestricted)
{
    /// <summary>What the addresses of files end with: the key of a mailed link.</summary>
    public string Query { get; init; } = "";
}
