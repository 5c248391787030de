using System.Globalization;
using Portal.Core.Words;

namespace Portal.Core.Payments.Returns.Nacha;

/// <summary>What is wrong with a NACHA file, at which line.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Key">A sentence of Words/Returns.resx.</param>
/// <param name="Values">What fills it.</param>
/// <param name="Problem">The same for programs; null where it is gathered into one for the whole file.</param>
public sealed record NachaFault(long Line, string Key, IReadOnlyList<object> Values, string? Problem)
{
    /// <summary>The values as they are stored, whatever the language.</summary>
    internal string[] Kept => [.. Values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "")];

    /// <summary>A sentence in the reader's language.</summary>
    public string Reason => Text.Of("Returns", Key, [.. Values]);
}
