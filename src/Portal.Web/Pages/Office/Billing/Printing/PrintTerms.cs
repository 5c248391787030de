using Portal.Core.Billing.Printing;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Printing;

/// <summary>The words for the states of print runs and batches, and what tone each has.</summary>
public sealed class PrintTerms(Words<PrintingBook> words)
{
    public (string Word, Tone Tone) Of(PrintRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run switch
        {
            { State: PrintRunState.Printed } => (words["Run_Printed"], Tone.Good),
            { StoppedAt: not null } => (words["Run_Stopped"], Tone.Warn),
            _ => (words["Run_Printing"], Tone.Info),
        };
    }

    public (string Word, Tone Tone) Of(PrintBatchState state) => (words[$"State_{state}"], state switch
    {
        PrintBatchState.Prepared => Tone.Info,
        PrintBatchState.Downloaded => Tone.Warn,
        PrintBatchState.Mailed => Tone.Good,
        PrintBatchState.Replaced => Tone.Quiet,
        _ => throw new InvalidOperationException($"Unknown batch state {state}."),
    });

    public string Of(Post post) => words[$"Post_{post}"];

    public string Of(LeftBatch left) => words[$"Left_{left}"];

    /// <summary>12.3 MB.</summary>
    public static string Size(long bytes) => $"{Math.Max(0.1, bytes / 1_000_000.0):0.0} MB";
}
