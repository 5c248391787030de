using Portal.Core.Files;
using Portal.Core.Money;

namespace Portal.Core.Payments.Returns.Nacha;

/// <summary>Gathers what is wrong with a file; keeps no more than anybody reads, counts them all.</summary>
internal sealed class NachaFaults
{
    private readonly List<NachaFault> _kept = [];
    private readonly List<long> _lengths = [];
    private bool _notAscii;

    public IReadOnlyList<NachaFault> Kept => _kept;

    public long Count { get; private set; }

    public void Add(long line, string key, string? problem, params object[] values)
    {
        Count++;
        if (_kept.Count < FileReport.MostFaults) { _kept.Add(new(line, key, values, problem)); }
    }

    public void Length(long line, long length)
    {
        if (_lengths.Count < FileReport.MostFaults) { _lengths.Add(line); }

        Add(line, "Nacha_Length", null, length, NachaLines.RecordLength);
    }

    public void NotAscii(long line)
    {
        _notAscii = true;
        Add(line, "Nacha_NotAscii", null);
    }

    public void Same(long line, string key, string problem, long told, long counted)
    {
        if (told != counted) { Add(line, key, $"{problem} {told} computed {counted}", told, counted); }
    }

    public void SameCents(long line, string key, string problem, long told, long counted)
    {
        if (told != counted)
        {
            Add(line, key, $"{problem} {told} computed {counted}", new Usd(told), new Usd(counted));
        }
    }

    /// <summary>A number that the format fills up with zeros; 0 and a fault when it is none.</summary>
    public long Number(long line, string text, int first, int last, long? blank = null)
    {
        if (text.NumberAt(first, last, blank) is { } number) { return number; }

        Add(line, "Nacha_NoNumber", $"line{line}:not_a_number {first}-{last}", first, last);
        return 0;
    }

    /// <summary>For programs: lengths and letters once for the file, the rest in its order.</summary>
    public IReadOnlyList<string> Problems(long lines)
    {
        var all = new List<string>();
        if (_lengths.Count > 0) { all.Add($"lines_not_94:[{string.Join(", ", _lengths)}]"); }

        if (_notAscii) { all.Add("non_ascii"); }

        const string Blocking = "lines_not_multiple_of_10";
        if (lines % 10 != 0) { all.Add(Blocking); }

        all.AddRange(_kept.Select(f => f.Problem).OfType<string>().Where(p => p != Blocking));
        return all;
    }
}
