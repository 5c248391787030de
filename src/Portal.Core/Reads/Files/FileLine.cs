using Portal.Core.Billing;
using Portal.Core.Words;

namespace Portal.Core.Reads.Files;

/// <summary>One thing a file says: a register's reading on a day, or the use of one interval.</summary>
/// <param name="Meter">As stamped on the meter.</param>
/// <param name="On">City day.</param>
/// <param name="Value">The reading; of an interval, its use.</param>
/// <param name="Unit">As written, when the file says it.</param>
/// <param name="Minute">Of the day at which the interval begins; null for a register's reading.</param>
public readonly record struct FileRead(
    string Meter, DateOnly On, decimal Value, ReadKind Kind, string? Unit, int? Minute = null)
{
    /// <summary>Highest demand since the read before, in kW, when the file says it.</summary>
    public decimal? Demand { get; init; }

    /// <summary>Units sent back since the read before, when the file says it.</summary>
    public decimal? Exported { get; init; }
}

/// <summary>Why a line, or a whole file, is not taken; the sentence is in Words/Reads.resx.</summary>
/// <param name="EndsFile">Nothing after it can be believed: the file is refused.</param>
public sealed record FileFault(string Key, bool EndsFile, params object[] Values)
{
    /// <summary>In the reader's language.</summary>
    public string Reason => Text.Of("Reads", Key, Values);

    /// <summary>What a file held, made fit to be shown: short, without control characters.</summary>
    public static string Shown(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var plain = new string([.. value.Take(40).Select(c => char.IsControl(c) ? '·' : c)]);
        return value.Length > 40 ? plain + "…" : plain;
    }
}

/// <summary>A line of a file: what it says, or what is wrong with it.</summary>
public readonly record struct FileLine(long No, FileRead Read, FileFault? Fault)
{
    public static FileLine Of(long no, FileRead read) => new(no, read, null);

    public static FileLine Wrong(long no, string key, params object[] values) =>
        new(no, default, new FileFault(key, EndsFile: false, values));

    public static FileLine End(long no, string key, params object[] values) =>
        new(no, default, new FileFault(key, EndsFile: true, values));
}
