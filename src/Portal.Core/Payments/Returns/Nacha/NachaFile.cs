using System.Runtime.CompilerServices;

namespace Portal.Core.Payments.Returns.Nacha;

/// <summary>
/// Reads one NACHA file record by record: what came back or is to be changed is handed on as it is met, everything
/// else is counted and compared with the file's own controls. Only counts are kept, so the file's size does not
/// matter. A file with a fault is never posted: figures of it are shown, with the line and the cause.
/// </summary>
public sealed class NachaFile
{
    private readonly NachaFaults _faults = new();
    private readonly SortedSet<string> _kinds = new(StringComparer.Ordinal);
    private readonly NachaBatches _batches;

    public NachaFile() => _batches = new(_faults, Whole);

    public long Lines { get; private set; }

    public long Batches { get; private set; }

    /// <summary>All entries and addenda, in a batch or not.</summary>
    public NachaTally Whole { get; } = new();

    /// <summary>The last record's figures; null when the file has none.</summary>
    public NachaControl? Control { get; private set; }

    /// <summary>The day in its header; null where there is none.</summary>
    public DateOnly? MadeOn { get; private set; }

    /// <summary>Standard entry classes of its batches: "PPD", "WEB", "COR", …</summary>
    public IReadOnlyCollection<string> Kinds => _kinds;

    public IReadOnlyList<NachaFault> Faults => _faults.Kept;

    public long FaultCount => _faults.Count;

    /// <summary>The faults for programs, one of a sort for the whole file.</summary>
    public IReadOnlyList<string> Problems => _faults.Problems(Lines);

    /// <summary>True when a first line looks like one of a NACHA file, whole or broken.</summary>
    public static bool Looks(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.Length < 50) { return false; }

        return line[0] switch
        {
            '1' => line.At(2, 3) == "01" && line.At(35, 40).TrimEnd() is "094101" || line.StartsWith("101 ", Same),
            '5' or '8' => line.At(2, 4).All(char.IsAsciiDigit) && line.Length is > 80 and < 110,
            '6' => line.At(2, 12).All(char.IsAsciiDigit) && line.Length is > 80 and < 110,
            _ => false,
        };
    }

    /// <summary>Everything of the file that came back or asks for a change, in its order.</summary>
    public async IAsyncEnumerable<NachaEntry> ReadAsync(
        Stream file, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var line in NachaLines.ReadAsync(file, ct))
        {
            Lines = line.No;
            if (Take(line) is { } entry) { yield return entry; }
        }

        End();
    }

    private const StringComparison Same = StringComparison.Ordinal;

    private NachaEntry? Take(NachaLines.Line line)
    {
        var (no, text) = (line.No, line.Text);
        if (line.Length != NachaLines.RecordLength) { _faults.Length(no, line.Length); }

        if (!System.Text.Ascii.IsValid(text)) { _faults.NotAscii(no); }

        var type = text.Length == 0 ? ' ' : text[0];
        if (no == 1 && type != '1') { _faults.Add(1, "Nacha_NoFileHeader", "no_file_header_first"); }

        if (type == '9' && text.Trim('9', ' ').Length == 0) { return null; }

        if (Control is not null)
        {
            _faults.Add(no, "Nacha_AfterControl", $"line{no}:record_after_file_control");
            if (type is '1' or '9') { return null; }
        }

        switch (type)
        {
            case '1' when no == 1:
                MadeOn = DateOnly.TryParseExact(text.At(24, 29), "yyMMdd", out var day) ? day : null;
                return null;
            case '5':
                Batches++;
                if (text.At(51, 53).Trim() is { Length: > 0 } kind) { _kinds.Add(kind); }

                _batches.Open(no, text);
                return null;
            case '6': _batches.Entry(no, text); return null;
            case '7': return _batches.Addenda(no, text);
            case '8': _batches.Close(no, text); return null;
            case '9': TakeControl(no, text); return null;
            default:
                _faults.Add(no, "Nacha_UnknownRecord", $"line{no}:unknown_record", type);
                return null;
        }
    }

    private void TakeControl(long no, string text)
    {
        _batches.FileEnds(no);
        var wide = _kinds.Count == 1 && _kinds.Contains(NachaBatches.Advice);
        Control = new(
            _faults.Number(no, text, 2, 7), _faults.Number(no, text, 8, 13), _faults.Number(no, text, 14, 21),
            _faults.Number(no, text, 22, 31), _faults.Number(no, text, 32, wide ? 51 : 43),
            wide ? _faults.Number(no, text, 52, 71) : _faults.Number(no, text, 44, 55));
        _faults.Same(no, "Nacha_FileBatches", "file_batch_count", Control.Batches, Batches);
        _faults.Same(no, "Nacha_FileEntries", "file_entry_addenda", Control.EntryAddenda, Whole.EntriesAndAddenda);
        _faults.Same(no, "Nacha_FileHash", "file_hash", Control.Hash, Whole.Hash);
        _faults.SameCents(no, "Nacha_FileDebits", "file_debit_cents", Control.DebitCents, Whole.DebitCents);
        _faults.SameCents(no, "Nacha_FileCredits", "file_credit_cents", Control.CreditCents, Whole.CreditCents);
    }

    private void End()
    {
        if (Control is null)
        {
            _batches.FileEnds(Math.Max(1, Lines));
            _faults.Add(Math.Max(1, Lines), "Nacha_NoFileControl", "no_file_control");
        }

        if (Lines % 10 != 0)
        {
            _faults.Add(Math.Max(1, Lines), "Nacha_Blocking", "lines_not_multiple_of_10", Lines);
        }

        if (Control is { } control && control.Blocks * 10 != Lines)
        {
            _faults.Add(Lines, "Nacha_Blocks", $"block_count {control.Blocks} lines {Lines}", control.Blocks, Lines);
        }
    }
}
