using Portal.Core.Words;

namespace Portal.Core.Common;

/// <summary>
/// "No", with a sentence that tells the person what to do next. The sentence lives in Words/Refusals.resx and
/// Refusals.es.resx under <see cref="Key"/>; it is written in the language of whoever reads it.
/// </summary>
/// <param name="Key">Name of the sentence, for example <c>Pay_NothingDue</c>.</param>
/// <param name="Values">What fills the sentence's places {0}, {1}, … in order.</param>
public sealed record Refusal(string Key, params object[] Values)
{
    /// <summary>When the same may be tried again; set only where too many tries were made.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What else stands in the way, where an act says all of it at once.</summary>
    public IReadOnlyList<Refusal> Others { get; init; } = [];

    /// <summary>Every reason, this one first.</summary>
    public IEnumerable<Refusal> All => [this, .. Others];

    /// <summary>Several reasons as one; null when there is none.</summary>
    public static Refusal? Of(IReadOnlyList<Refusal> reasons) =>
        reasons.Count == 0 ? null : reasons[0] with { Others = [.. reasons.Skip(1)] };

    /// <summary>The sentence in the current UI language.</summary>
    public string Reason => Text.Of("Refusals", Key, Values);
}
