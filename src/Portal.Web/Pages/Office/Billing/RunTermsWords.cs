using System.Globalization;
using Portal.Core.Billing.Runs;
using Portal.Core.Reads.Validation;
using Portal.Web.Pages.Office.Billing.Reads;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing;

/// <summary>The words for the states, flags and findings of a bill run, and what tone each has.</summary>
public sealed class RunTermsWords(
    Words<BillingBook> words, Words<OfficeBook> office, ReadTerms reads, DayWords days)
{
    public (string Word, Tone Tone) Of(BillRun? run) => run switch
    {
        null => (words["State_None"], Tone.Quiet),
        { StoppedAt: not null, IsUnderWay: true } => (words["State_Stopped"], Tone.Warn),
        { State: BillRunState.Previewed } => (words["State_Previewed"], Tone.Warn),
        { State: BillRunState.Issued } => (words["State_Issued"], Tone.Good),
        { State: BillRunState.Abandoned } => (words["State_Abandoned"], Tone.Quiet),
        _ => (words[$"State_{run.State}"], Tone.Info),
    };

    public (string Word, Tone Tone) Of(BillRunItemState state) => (words[$"Item_{state}"], state switch
    {
        BillRunItemState.Ready => Tone.Info,
        BillRunItemState.Blocked => Tone.Bad,
        BillRunItemState.Held => Tone.Warn,
        BillRunItemState.Issued => Tone.Good,
        _ => throw new InvalidOperationException($"Unknown item state {state}."),
    });

    public string OfFlag(string flag) => words[$"Flag_{flag}"];

    /// <summary>A kind of finding, without what it was found of.</summary>
    public string Of(FindingCode code) => words[$"Find_{code}"];

    /// <summary>One finding in a sentence that says what to do.</summary>
    public string Of(RunFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        object[] detail = finding is { Code: FindingCode.MissingFigure, Detail: [var service, var figure] }
            ? [Said(service), words[$"Figure_{figure}"].ToString()]
            : [.. finding.Detail.Select(Said), "–", "–", "–"];
        return words[$"Say_{finding.Code}", detail];
    }

    /// <summary>What was found of the run as a whole, its days as people write them.</summary>
    public string OfNote(string note)
    {
        ArgumentNullException.ThrowIfNull(note);
        return string.Join(' ', note.Split(' ').Select(Said));
    }

    /// <summary>Days as days, services and rules of reads by their names, anything else as it was kept.</summary>
    private string Said(string detail) =>
        Enum.TryParse<ReadRule>(detail.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var rule)
            && !char.IsDigit(detail[0])
            ? reads.Of(rule)
        : DateOnly.TryParseExact(detail, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? days.Of(day, DayForm.PlainDay)
        : Enum.TryParse<Portal.Core.Accounts.UtilityService>(
                detail.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var service)
            && !char.IsDigit(detail[0])
            ? office[$"Service_{service}"]
        : detail;
}
