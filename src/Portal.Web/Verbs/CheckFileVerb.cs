using System.Text.Encodings.Web;
using System.Text.Json;
using Portal.Core.Common;
using Portal.Core.Files;
using Portal.Core.Mail.Bounces;
using Portal.Core.Payments.Returns.Nacha;
using Portal.Core.Reads.Files;
using Portal.Core.Words;

namespace Portal.Web.Verbs;

/// <summary>
/// Says what a file is and holds, changing nothing: one JSON object. A file that would be refused, or that no part of
/// the portal takes, ends with 1. Needs no database and no theme; days are those of UTC, which no city of the United
/// States is ahead of.
/// </summary>
public sealed class CheckFileVerb : IVerb
{
    private const string Second = VerbOptions.Second;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Every kind of file the portal takes, in the order they are asked.</summary>
    private static readonly IReadOnlyList<IFileCheck> Checks =
    [
        new CheckNachaFile(), new CheckBounceFile(),
        new CheckReadFile(new BusinessClock(TimeProvider.System, TimeZoneInfo.Utc)),
    ];

    /// <summary>Where the object is printed; standard output when null.</summary>
    internal Stream? Output { get; init; }

    public string Name => "check-file";

    public string Use => "check-file [bounce] PATH";

    public IReadOnlyList<string> Options => ["", Second];

    public async Task<int> RunAsync(VerbOptions options, Func<IServiceProvider> buildServices, CancellationToken ct)
    {
        var asBounce = options[Second] is not null;
        if ((options[Second] ?? options[""]) is not { } path || (asBounce && options[""] != CheckBounceFile.Kind))
        {
            await Console.Error.WriteLineAsync($"Use it so: {Use}");
            return OperatorVerbs.Misused;
        }

        FileStream file;
        try
        {
            file = File.OpenRead(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{path} cannot be read: {fault.Message}");
            return 1;
        }

        await using var open = file;
        var report = asBounce ? await BounceAsync(file, ct) : await ReportAsync(file, ct);
        var output = Output ?? Console.OpenStandardOutput();
        await WriteAsync(report, output, ct);
        if (report.IsRefused) { await Console.Error.WriteLineAsync("The file would be refused."); }

        return report.IsRefused ? 1 : 0;
    }

    /// <summary>A mail that looks like none is read as one all the same.</summary>
    private static async Task<FileReport> BounceAsync(FileStream file, CancellationToken ct)
    {
        var raw = new byte[Math.Min(file.Length, ReadBounce.MostRead)];
        await file.ReadExactlyAsync(raw, ct);
        return CheckBounceFile.Of(raw);
    }

    private static async Task<FileReport> ReportAsync(Stream file, CancellationToken ct)
    {
        foreach (var check in Checks)
        {
            file.Position = 0;
            if (await check.RunAsync(file, ct) is { } report) { return report; }
        }

        var why = new FileReport.Fault(1, Text.Of("Reads", file.Length == 0 ? "File_Empty" : "File_Unknown"));
        return new("unknown", IsRefused: true, [why], 1, new Dictionary<string, long>());
    }

    private static async Task WriteAsync(FileReport report, Stream output, CancellationToken ct)
    {
        await using (var json = new Utf8JsonWriter(output, Plain))
        {
            json.WriteStartObject();
            json.WriteString("kind", report.Kind);
            json.WriteStartArray("faults");
            foreach (var fault in report.Faults)
            {
                json.WriteStartObject();
                json.WriteNumber("line", fault.Line);
                json.WriteString("reason", fault.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (report.FaultCount > report.Faults.Count) { json.WriteNumber("fault_count", report.FaultCount); }

            foreach (var (name, figure) in report.Figures) { json.WriteNumber(name, figure); }

            foreach (var (name, value) in report.More ?? [])
            {
                json.WritePropertyName(name);
                value!.WriteTo(json);
            }

            json.WriteEndObject();
        }

        await output.WriteAsync("\n"u8.ToArray(), ct);
    }
}
