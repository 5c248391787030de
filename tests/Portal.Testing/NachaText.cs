using System.Globalization;
using System.Text;
using Portal.Core.Payments.Returns.Nacha;

namespace Portal.Testing;

/// <summary>Writes sound NACHA files of returns and changes, line by line: what a bank sends a city.</summary>
public static class NachaText
{
    private const string Bank = "09140060";

    /// <summary>One entry with its addenda.</summary>
    /// <param name="Code">R01 to R85 and C01 to C69.</param>
    public sealed record Row(string Code, string Trace, long Cents, string Number = "", string Corrected = "");

    /// <summary>A whole file, filled up to blocks of ten.</summary>
    public static byte[] Of(params Row[] rows) => Encoding.Latin1.GetBytes(string.Join('\n', Lines(rows)) + "\n");

    /// <summary>Its records, each without a line's end.</summary>
    public static IEnumerable<string> Lines(IReadOnlyCollection<Row> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Records(rows);
    }

    private static IEnumerable<string> Records(IReadOnlyCollection<Row> rows)
    {
        var count = 1;
        yield return F($"101 091400606 6910001341810170306A094101{"CITY BANK",-23}{"CITY UTILITIES",-23}{"",-8}");
        yield return F($"5200{"CITY UTILITIES",-36}1234567890WEB{"UTIL PYMT",-16}000101   1091000010000001");
        var (hash, debits, no) = (0L, 0L, 0);
        foreach (var row in rows)
        {
            var type = row.Code[0] == 'R' ? "99" : "98";
            no++;
            hash = (hash + long.Parse(Bank, CultureInfo.InvariantCulture)) % 10_000_000_000;
            debits += row.Cents;
            count += 2;
            yield return F(
                $"626{Bank}6{"123456789",-17}{row.Cents:D10}{row.Number,-15}{"Rosa Delgado",-22}  109100001{no:D7}");
            yield return F(type == "99"
                ? $"799{row.Code}{row.Trace,-15}      {Bank}{"",-44}09100001{no:D7}"
                : $"798{row.Code}{row.Trace,-15}      {Bank}{row.Corrected,-29}{"",-15}09100001{no:D7}");
        }

        var entries = 2 * rows.Count;
        yield return F($"8200{entries:D6}{hash:D10}{debits:D12}{0:D12}1234567890{"",-25}091000010000001");
        var lines = count + 3;
        var blocks = (lines + 9) / 10;
        yield return F($"9000001{blocks:D6}{entries:D8}{hash:D10}{debits:D12}{0:D12}{"",-39}");
        for (var i = lines; i < blocks * 10; i++) { yield return new string('9', 94); }
    }

    /// <summary>Everything a file holds.</summary>
    public static async Task<(NachaFile File, List<NachaEntry> Entries)> ReadAsync(Stream stream)
    {
        var file = new NachaFile();
        var entries = new List<NachaEntry>();
        await foreach (var entry in file.ReadAsync(stream, default)) { entries.Add(entry); }

        return (file, entries);
    }

    private static string F(string line) => line.Length == 94
        ? line : throw new InvalidOperationException($"{line.Length} characters: {line}");
}
