using Portal.Core.Delinquency;
using Portal.Core.Delinquency.Orders;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Delinquency.Runs;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Delinquency;

/// <summary>The words for where a case, a run or an order stands, and what tone each has.</summary>
public sealed class LadderTerms(Words<LadderBook> words)
{
    public (string Word, Tone Tone) Of(CaseState state) => (words[$"Case_{state}"], state switch
    {
        CaseState.Current => Tone.Good,
        CaseState.Reconnected => Tone.Info,
        CaseState.PastDue or CaseState.Noticed => Tone.Warn,
        CaseState.FinalBilled or CaseState.Collections or CaseState.WrittenOff => Tone.Quiet,
        _ => Tone.Bad,
    });

    public (string Word, Tone Tone) Of(LadderRunState state) => (words[$"Run_{state}"], state switch
    {
        LadderRunState.Previewed => Tone.Info,
        LadderRunState.Posting => Tone.Warn,
        _ => Tone.Good,
    });

    public (string Word, Tone Tone) Of(PackState state) => (words[$"Pack_{state}"], state switch
    {
        PackState.InForce => Tone.Good,
        PackState.Draft => Tone.Info,
        PackState.Released => Tone.Warn,
        _ => Tone.Quiet,
    });

    public (string Word, Tone Tone) Of(OrderState state) => (words[$"Order_{state}"], state switch
    {
        OrderState.Listed or OrderState.Ready => Tone.Info,
        OrderState.Dispatched => Tone.Warn,
        OrderState.Done => Tone.Good,
        OrderState.Failed => Tone.Bad,
        _ => Tone.Quiet,
    });

    /// <summary>What an account does: its event, and the step where that says more.</summary>
    public string Of(CaseEvent happened, string? step) =>
        step is null ? words[$"Event_{happened}"] : words["Event_WithStep", words[$"Event_{happened}"], step];

    /// <summary>What an account of a run does, or why it does nothing.</summary>
    /// <param name="happened">Null where it is skipped.</param>
    public string Of(CaseEvent? happened, string? step, string? skipped) =>
        happened is { } taken ? Of(taken, step) : Why(skipped ?? "changed");

    /// <summary>A kept reason, of one code or of several.</summary>
    public static string Why(string codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return string.Join(' ', codes.Split(' ').Select(code => SkipWords.Of(code).Reason));
    }

    /// <summary>What is said of an order besides its state: reasons of ours, or the crew's words.</summary>
    public static string? NoteOf(ShutOffWork.Row order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.Note is null || order.State == OrderState.Failed ? order.Note : Why(order.Note);
    }

    public string Held(string kind) => words[$"Held_{kind}"];
}
