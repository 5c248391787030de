using System.Security.Cryptography;
using System.Text;
using Portal.Core.Common;
using Portal.Core.Files;

namespace Portal.Core.Reads.Files;

/// <summary>
/// What can be told of a file of reads without the city's meters: rows, those that could be taken, and every fault by
/// line. Refused as a whole: what is no sound text or XML, what has no column of reads, and a file without one good
/// row. The format is guessed, or the given profile's.
/// </summary>
public sealed class CheckReadFile(BusinessClock clock) : IFileCheck
{
    public const string Kind = "reads";

    /// <summary>
    /// Lines whose meter and day are remembered to find doubles; beyond it they are found when the file is imported.
    /// </summary>
    private const int MostRemembered = 2_000_000;

    public async Task<FileReport?> RunAsync(Stream file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        var head = await FileHead.OfAsync(file, ct);
        if (head.IsEmpty || head.Program is not null) { return null; }

        if (head.IsXml)
        {
            return head.IsFeed
                ? await TellAsync(GreenButtonFile.ReadAsync(file, clock.Today, clock.Zone, ct), onlyIfReads: true, ct)
                : null;
        }

        return await GuessProfile.OfAsync(file, ct) is { } profile
            ? await TellAsync(Lines(file, profile, ct), onlyIfReads: false, ct)
            : null;
    }

    /// <summary>Reads a file by a profile: what the page shows of a sample.</summary>
    public async Task<FileReport> WithAsync(Stream file, ReadProfile profile, CancellationToken ct) =>
        (await TellAsync(Lines(file, profile, ct), onlyIfReads: false, ct))!;

    private IAsyncEnumerable<FileLine> Lines(Stream file, ReadProfile profile, CancellationToken ct) =>
        CsvReadFile.ReadAsync(file, profile, new LineReader(profile, clock.Today, clock.Zone), ct);

    private static async Task<FileReport?> TellAsync(
        IAsyncEnumerable<FileLine> lines, bool onlyIfReads, CancellationToken ct)
    {
        var (rows, accepted, faultCount, ended) = (0L, 0L, 0L, false);
        var faults = new List<FileReport.Fault>();
        var seen = new HashSet<UInt128>();
        string? unit = null;
        await foreach (var line in lines.WithCancellation(ct))
        {
            // XML of another kind is somebody else's, or nobody's.
            if (onlyIfReads && rows == 0 && line.Fault is { Key: "File_NotGreenButton" }) { return null; }

            ended = line.Fault?.EndsFile == true;
            rows += ended ? 0 : 1;
            var fault = line.Fault ?? Against(line, seen, ref unit);
            if (fault is null)
            {
                accepted++;
                continue;
            }

            faultCount++;
            if (faults.Count < FileReport.MostFaults) { faults.Add(new(line.No, fault.Reason)); }
        }

        if (accepted == 0 && faultCount == 0)
        {
            faultCount++;
            faults.Add(new(1, new FileFault("File_NoReads", EndsFile: true).Reason));
        }

        return new(Kind, ended || accepted == 0, faults, faultCount, new Dictionary<string, long>
        {
            ["rows"] = rows, ["accepted"] = ended ? 0 : accepted,
        });
    }

    /// <summary>What is wrong with a sound line beside the ones before it.</summary>
    private static FileFault? Against(FileLine line, HashSet<UInt128> seen, ref string? unit)
    {
        var read = line.Read;
        unit ??= read.Unit;
        if (read.Unit != unit) { return new("Row_UnitMixed", EndsFile: false, read.Unit ?? "–", unit!); }

        return seen.Count < MostRemembered && !seen.Add(KeyOf(read))
            ? new("Row_Double", EndsFile: false, FileFault.Shown(read.Meter), read.On)
            : null;
    }

    private static UInt128 KeyOf(FileRead read)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(
            Encoding.UTF8.GetBytes($"{read.Meter.ToUpperInvariant()}|{read.On.DayNumber}|{read.Minute}"), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
