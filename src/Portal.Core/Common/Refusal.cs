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

    /// <summary>The sentence in the current UI language.</summary>
    public string Reason => Text.Of("Refusals", Key, Values);
}
