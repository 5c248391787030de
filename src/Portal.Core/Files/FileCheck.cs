using System.Text.Json.Nodes;

namespace Portal.Core.Files;

/// <summary>
/// What a file is and holds, as the operator verb <c>check-file</c> prints it. Nothing is changed by asking.
/// </summary>
/// <param name="Kind">"reads", "nacha", "bounce", or "unknown" for a file that no part of the portal takes.</param>
/// <param name="IsRefused">The file as a whole would not be taken.</param>
/// <param name="Faults">What is wrong, by line; at most <see cref="MostFaults"/>.</param>
/// <param name="FaultCount">How many faults there are, kept or not.</param>
/// <param name="Figures">Counts and sums of this kind, by the names they are printed with.</param>
public sealed record FileReport(
    string Kind,
    bool IsRefused,
    IReadOnlyList<FileReport.Fault> Faults,
    long FaultCount,
    IReadOnlyDictionary<string, long> Figures)
{
    /// <summary>Nobody reads more.</summary>
    public const int MostFaults = 1_000;

    /// <summary>What of this kind is no single figure, by the names it is printed with.</summary>
    public JsonObject? More { get; init; }

    /// <param name="Line">From 1.</param>
    /// <param name="Reason">A sentence in the reader's language.</param>
    public sealed record Fault(long Line, string Reason);
}

/// <summary>One kind of file that the portal takes, as far as it can be told from the file alone.</summary>
public interface IFileCheck
{
    /// <summary>Reads the whole file, if it is one of this kind.</summary>
    /// <param name="file">From its start, and able to go back there.</param>
    /// <returns>Null when the file is not of this kind.</returns>
    Task<FileReport?> RunAsync(Stream file, CancellationToken ct);
}
