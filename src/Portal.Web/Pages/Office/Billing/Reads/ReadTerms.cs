using System.Globalization;
using Portal.Core.Reads.Exceptions;
using Portal.Core.Reads.Imports;
using Portal.Core.Reads.Validation;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Reads;

/// <summary>The words for rules, states and figures of reads, and what tone each has.</summary>
public sealed class ReadTerms(Words<ReadsBook> words, OfficeTerms office)
{
    public string Of(ReadRule rule) => words[$"Rule_{rule}"];

    /// <summary>What the rule found, in a sentence with its figures.</summary>
    public string Why(ReadRule rule, ReadFigures figures) => words[
        $"Why_{rule}", N(figures.Use), N(figures.LastYear), About(figures.Usual), figures.Unit ?? "",
        N(figures.FromReading), N(figures.Reading), figures.BilledUnit ?? "–", figures.Estimates ?? 0,
        N(figures.Highest), N(figures.Others), N(figures.Sum)];

    public (string Word, Tone Tone) Of(ReadExceptionState state) => (words[$"State_{state}"], state switch
    {
        ReadExceptionState.Open => Tone.Warn,
        ReadExceptionState.RereadOrdered or ReadExceptionState.AwaitingApproval => Tone.Info,
        ReadExceptionState.Cleared => Tone.Quiet,
        _ => Tone.Good,
    });

    public (string Word, Tone Tone) Of(ReadImportState state) => (words[$"Import_{state}"], state switch
    {
        ReadImportState.Done => Tone.Good,
        ReadImportState.Refused => Tone.Bad,
        ReadImportState.Discarded => Tone.Quiet,
        _ => Tone.Info,
    });

    /// <summary>A reason as stored: the code chosen, then words.</summary>
    public string OfReason(string reason)
    {
        var parts = reason.Split(": ", 2);
        return !Enum.TryParse<OverrideReason>(parts[0], out var code) ? reason
            : parts.Length == 1 ? words[$"Override_{code}"]
            : $"{words[$"Override_{code}"]}: {parts[1]}";
    }

    public string Who(string actor, IReadOnlyDictionary<string, string>? names = null) =>
        names is not null && names.TryGetValue(actor, out var name) ? name : office.OfActor(actor);

    /// <summary>An average, which nobody needs to four decimals.</summary>
    public static string About(decimal? number) =>
        N(number is null ? null : decimal.Round(number.Value, 1, MidpointRounding.AwayFromZero));

    /// <summary>A quantity or a reading as people write it; a dash when there is none.</summary>
    public static string N(decimal? number) =>
        number is null ? "–" : number.Value.ToString("#,##0.####;−#,##0.####", CultureInfo.CurrentCulture);

    /// <summary>What an act came to: a correction above the limit only asks, and a second person may say no.</summary>
    public string Of(ReadExceptionEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return (e.FromState, e.ToState) switch
        {
            (null, _) => words["History_Opened"],
            (ReadExceptionState.Cleared, _) => words["History_Reopened"],
            (_, ReadExceptionState.AwaitingApproval) => words["History_Proposed"],
            (ReadExceptionState.AwaitingApproval, ReadExceptionState.Open) => words["History_Declined"],
            (ReadExceptionState.AwaitingApproval, _) => words["History_Approved"],
            _ => words[$"Act_{e.Act}"],
        };
    }
}
