using Portal.Core.Common;

namespace Portal.Core.Billing.Rating;

/// <summary>What is wrong with a rate document, and where.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Path">As in <c>$.schedules[0].charges[1]</c>.</param>
/// <param name="Why">In words, in the language of whoever reads it.</param>
public sealed record RateFault(int Line, string Path, Refusal Why)
{
    /// <summary>As one sentence with its place.</summary>
    public Refusal ToRefusal() => new("Rates_AtLine", Line, Path, Why.Reason);
}
