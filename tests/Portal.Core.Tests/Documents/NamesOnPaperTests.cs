using System.Globalization;
using System.Text.Json;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Documents;
using Portal.Testing;

namespace Portal.Core.Tests.Documents;

/// <summary>What people type stands on the bill as they typed it, read back by other people's tools.</summary>
public sealed class NamesOnPaperTests
{
    private static readonly BillPdf Printer = new(SampleBill.City, new("https://pay.alderfalls.example/pay"));

    /// <summary>Of scripts that are read from the left and not joined: the others are drawn in another order.</summary>
    [SharedDataFact("people/names.json")]
    public void Names_of_others_are_printed_as_they_are_written()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Path("people/names.json")));
        var names = new[] { "forenames", "surnames" }
            .SelectMany(kind => file.RootElement.GetProperty(kind).EnumerateArray().Select(n => n.GetString()!))
            .ToList();

        Assert.True(names.Count > 1000);
        AssertPrinted(names, name => name.All(
            c => c is < '\u0590' or (>= '\u1E00' and < '\uFB00') or (>= '\u10A0' and < '\u1100')));
    }

    [SharedDataFact("xss/naughty-strings.json")]
    public void Naughty_strings_are_printed_as_text()
    {
        var strings = JsonSerializer.Deserialize<string[]>(
            File.ReadAllText(SharedData.Path("xss/naughty-strings.json")))!.Select(TypedLine.Of).Where(s => s != "");

        // A longer line reaches what stands beside the address, and a reader of text mixes the two.
        AssertPrinted([.. strings], line => line.Length < 36 && line.All(c => c is >= ' ' and < '\u007f'));
    }

    /// <summary>Every line is drawn without a fault; those of a simple script are read back.</summary>
    private static void AssertPrinted(List<string> lines, Func<string, bool> isReadBack)
    {
        if (!File.Exists(PdfReader.Tool)) { return; }

        // As many as an address has; what other scripts draw over and under a line is kept from those read back.
        foreach (var some in lines.Where(line => !isReadBack(line)).Chunk(6)) { Print(some); }

        foreach (var some in lines.Where(isReadBack).Chunk(6))
        {
            var text = Bare(PdfReader.Text(Print(some)));

            Assert.All(some, line => Assert.Contains(Bare(line), text, StringComparison.Ordinal));
        }
    }

    private static byte[] Print(string[] lines) => Printer.Make(
        SampleBill.Of(lines[0]) with { MailingAddress = lines[1..] }, CultureInfo.GetCultureInfo("en-US"));

    private static string Bare(string words) => string.Concat(
        words.Normalize(System.Text.NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c)));
}
