using System.Text.Json.Nodes;
using Portal.Core.Files;

namespace Portal.Core.Payments.Returns.Nacha;

/// <summary>
/// What a NACHA file holds, and whether it agrees with its own controls. Refused: any fault of form or arithmetic, for
/// money is booked by it.
/// </summary>
public sealed class CheckNachaFile : IFileCheck
{
    public const string Kind = "nacha";

    /// <summary>Nobody reads more; the import itself has no such bound.</summary>
    private const int MostListed = 10_000;

    public async Task<FileReport?> RunAsync(Stream file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!await IsOneAsync(file, ct)) { return null; }

        var nacha = new NachaFile();
        var entries = new List<NachaEntry>();
        await foreach (var entry in nacha.ReadAsync(file, ct))
        {
            if (entries.Count < MostListed) { entries.Add(entry); }
        }

        var faults = nacha.Faults.Select(f => new FileReport.Fault(f.Line, f.Reason)).ToList();
        return new(Kind, nacha.FaultCount > 0, faults, nacha.FaultCount, Figures(nacha, file.Length))
        {
            More = More(nacha, entries),
        };
    }

    /// <summary>Looks at the first lines, and goes back to the start.</summary>
    public static async Task<bool> IsOneAsync(Stream file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        var isOne = false;
        await foreach (var line in NachaLines.ReadAsync(file, ct))
        {
            isOne = NachaFile.Looks(line.Text);
            if (isOne || line.No >= 3) { break; }
        }

        file.Position = 0;
        return isOne;
    }

    private static Dictionary<string, long> Figures(NachaFile nacha, long bytes) => new()
    {
        ["bytes"] = bytes,
        ["lines"] = nacha.Lines,
        ["batches"] = nacha.Batches,
        ["entries"] = nacha.Whole.Entries,
        ["addenda"] = nacha.Whole.Addenda,
        ["debit_cents"] = nacha.Whole.DebitCents,
        ["credit_cents"] = nacha.Whole.CreditCents,
        ["entry_hash"] = nacha.Whole.Hash,
    };

    private static JsonObject More(NachaFile nacha, List<NachaEntry> entries)
    {
        var more = new JsonObject
        {
            ["sec"] = Array(nacha.Kinds, k => k),
            ["returns"] = Array(Of(entries, NachaNews.Return), e => e.Code),
            ["changes"] = Array(Of(entries, NachaNews.Change, NachaNews.RefusedChange), e => e.Code),
            ["return_entries"] = Array(Of(entries, NachaNews.Return), Told),
            ["nocs"] = Array(Of(entries, NachaNews.Change, NachaNews.RefusedChange), Told),
            ["dishonored"] = Array(Of(entries, NachaNews.Dishonored), Told),
        };
        if (nacha.Control is { } control)
        {
            more["file_control"] = new JsonObject
            {
                ["batches"] = control.Batches,
                ["blocks"] = control.Blocks,
                ["entry_addenda"] = control.EntryAddenda,
                ["hash"] = control.Hash,
                ["debit_cents"] = control.DebitCents,
                ["credit_cents"] = control.CreditCents,
            };
        }

        more["arithmetic_problems"] = Array(nacha.Problems, p => p);
        return more;
    }

    private static IEnumerable<NachaEntry> Of(List<NachaEntry> entries, params NachaNews[] news) =>
        entries.Where(e => news.Contains(e.News));

    private static JsonNode Told(NachaEntry entry)
    {
        var told = new JsonObject { ["code"] = entry.Code, ["original_trace"] = entry.OriginalTrace };
        if (entry.News is NachaNews.Change or NachaNews.RefusedChange) { told["corrected"] = entry.Corrected; }

        return told;
    }

    private static JsonArray Array<T>(IEnumerable<T> values, Func<T, JsonNode?> node) =>
        new([.. values.Select(node)]);
}
