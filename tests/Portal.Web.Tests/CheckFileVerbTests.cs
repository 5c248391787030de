using System.Text.Json;
using Portal.Testing;
using Portal.Web.Verbs;

namespace Portal.Web.Tests;

/// <summary>check-file prints one JSON object of the agreed shape and ends with what it thinks of the file.</summary>
public sealed class CheckFileVerbTests
{
    [Theory]
    [InlineData("meter,date,reading\nM,2026-01-02,5\nM,2026-01-32,5\n", 0, "reads", 2, 1, 3)]
    [InlineData("meter,date,reading\nM\0,2026-01-02,5\n", 1, "reads", 0, 0, 2)]
    [InlineData("neither fish nor fowl\n", 1, "unknown", null, null, 1)]
    public async Task It_says_what_the_file_is_and_would_it_be_refused(
        string text, int exit, string kind, int? rows, int? accepted, int faultLine)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, text);
        var options = VerbOptions.Read([path], new CheckFileVerb().Options)!;
        var output = new MemoryStream();

        var code = await new CheckFileVerb { Output = output }.RunAsync(
            options, () => throw new InvalidOperationException("No services."), default);

        File.Delete(path);
        var json = JsonDocument.Parse(output.ToArray()).RootElement;
        Assert.Equal(exit, code);
        Assert.Equal(kind, json.GetProperty("kind").GetString());
        var fault = Assert.Single(json.GetProperty("faults").EnumerateArray());
        Assert.Equal(faultLine, fault.GetProperty("line").GetInt64());
        Assert.NotEmpty(fault.GetProperty("reason").GetString()!);
        Assert.Equal(rows, json.TryGetProperty("rows", out var r) ? r.GetInt32() : null);
        Assert.Equal(accepted, json.TryGetProperty("accepted", out var a) ? a.GetInt32() : null);
    }

    [Fact]
    public async Task A_file_of_returns_is_told_with_its_codes_traces_and_controls()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, NachaText.Of(
            new("R01", "091400600000001", 11252), new("C01", "091400600000002", 0, Corrected: "1918171614")));
        var output = new MemoryStream();

        var code = await new CheckFileVerb { Output = output }.RunAsync(
            VerbOptions.Read([path], new CheckFileVerb().Options)!,
            () => throw new InvalidOperationException("No services."), default);

        File.Delete(path);
        var json = JsonDocument.Parse(output.ToArray()).RootElement;
        Assert.Equal((0, "nacha"), (code, json.GetProperty("kind").GetString()));
        Assert.Equal(
            (10, 1, 2, 2, 11252, 0, 18280120),
            (Figure("lines"), Figure("batches"), Figure("entries"), Figure("addenda"), Figure("debit_cents"),
                Figure("credit_cents"), Figure("entry_hash")));
        Assert.Equal("""["R01"]""", json.GetProperty("returns").GetRawText());
        Assert.Equal("""["C01"]""", json.GetProperty("changes").GetRawText());
        Assert.Equal(
            """[{"code":"C01","original_trace":"091400600000002","corrected":"1918171614"}]""",
            json.GetProperty("nocs").GetRawText());
        Assert.Equal(4, json.GetProperty("file_control").GetProperty("entry_addenda").GetInt32());
        Assert.Equal("[]", json.GetProperty("arithmetic_problems").GetRawText());

        int Figure(string name) => json.GetProperty(name).GetInt32();
    }
}
