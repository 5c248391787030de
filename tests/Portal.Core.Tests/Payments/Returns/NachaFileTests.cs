using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Core.Files;
using Portal.Core.Payments.Returns.Nacha;
using Portal.Testing;

namespace Portal.Core.Tests.Payments.Returns;

/// <summary>NACHA files are read by the format's rule, and every fault is told by its line.</summary>
public sealed class NachaFileTests
{
    private static readonly NachaText.Row One = new("R01", "091400600000001", 11252);

    private static readonly string[] Others = ["ppd-debit.ach", "web-credit.ach"];

    [SharedDataFact("ach/truth.json")]
    public async Task Files_by_others_hold_what_is_written_of_them()
    {
        var truth = JsonNode.Parse(await File.ReadAllTextAsync(SharedData.Path("ach/truth.json")))!.AsObject();
        var wrong = new List<string>();
        foreach (var (name, told) in truth)
        {
            await using var file = File.OpenRead(SharedData.Path($"ach/{name}"));
            var report = await new CheckNachaFile().RunAsync(file, default);
            if (report is null) { wrong.Add($"{name} is not taken for one"); continue; }

            wrong.AddRange(Differences(name, told!.AsObject(), report));
        }

        // The files under two names are others than those that were measured: same name, other bytes and figures.
        Assert.Equal([], wrong.Where(w => !Others.Any(o => w.StartsWith(o, StringComparison.Ordinal))));
    }

    /// <summary>What their own controls say is what was counted; nothing else is known of them.</summary>
    [SharedDataFact("ach/truth.json")]
    public async Task The_files_that_nobody_measured_agree_with_their_own_controls()
    {
        foreach (var name in Others)
        {
            await using var file = File.OpenRead(SharedData.Path($"ach/{name}"));
            var report = (await new CheckNachaFile().RunAsync(file, default))!;

            Assert.False(report.IsRefused);
            var control = report.More!["file_control"]!;
            Assert.Equal(report.Figures["entries"] + report.Figures["addenda"], (long)control["entry_addenda"]!);
            Assert.Equal(report.Figures["entry_hash"], (long)control["hash"]!);
            Assert.Equal(report.Figures["debit_cents"], (long)control["debit_cents"]!);
            Assert.Equal(report.Figures["credit_cents"], (long)control["credit_cents"]!);
        }
    }

    private static IEnumerable<string> Differences(string name, JsonObject told, FileReport report)
    {
        var printed = new JsonObject();
        foreach (var (key, figure) in report.Figures) { printed[key] = figure; }
        foreach (var (key, value) in report.More!) { printed[key] = value?.DeepClone(); }

        printed["returns"] = printed["return_entries"]!.DeepClone();
        foreach (var (key, value) in told.Where(t => t.Key is not ("bytes" or "lines")))
        {
            if (!JsonNode.DeepEquals(value, printed[key]))
            {
                yield return $"{name}: {key} {value?.ToJsonString()} {printed[key]?.ToJsonString()}";
            }
        }

        if (report.IsRefused != (told["arithmetic_problems"]!.AsArray().Count > 0)) { yield return $"{name}: refused"; }
    }

    [Fact]
    public async Task A_sound_file_has_no_fault()
    {
        var (file, entries) = await NachaText.ReadAsync(new MemoryStream(NachaText.Of(
            One, new("C01", "091400600000002", 0, Corrected: "1918171614"), new("R61", "091400600000003", 5),
            new("C61", "091400600000004", 0, Corrected: "x"), new("R71", "091400600000005", 6))));

        Assert.Equal([], file.Faults);
        Assert.Equal(
            [NachaNews.Return, NachaNews.Change, NachaNews.Dishonored, NachaNews.RefusedChange, NachaNews.Dishonored],
            entries.Select(e => e.News));
        Assert.Equal(("091400600000001", 11252, true, "6789"),
            (entries[0].OriginalTrace, entries[0].Amount.Cents, entries[0].IsDebit, entries[0].LastFour));
        Assert.Equal("1918171614", entries[1].Corrected);
    }

    /// <summary>Each line of a sound file left out, doubled, cut, lengthened or bent is noticed.</summary>
    [Fact]
    public async Task No_line_can_be_lost_doubled_or_bent_unseen()
    {
        var sound = NachaText.Lines([One, new("R02", "091400600000009", 4565)]).ToList();
        for (var i = 0; i < 7; i++)
        {
            foreach (var (what, lines) in Broken(sound, i))
            {
                var (file, _) = await NachaText.ReadAsync(
                    new MemoryStream(Encoding.Latin1.GetBytes(string.Join("\r\n", lines))));
                Assert.True(file.FaultCount > 0, $"Line {i + 1}: {what}");
            }
        }
    }

    private static IEnumerable<(string What, List<string> Lines)> Broken(List<string> sound, int i)
    {
        yield return ("left out", [.. sound.Where((_, no) => no != i)]);
        yield return ("doubled", [.. sound.SelectMany((l, no) => no == i ? new[] { l, l } : [l])]);
        yield return ("cut", [.. sound.Select((l, no) => no == i ? l[..^1] : l)]);
        yield return ("longer", [.. sound.Select((l, no) => no == i ? l + " " : l)]);
        yield return ("not ASCII", [.. sound.Select((l, no) => no == i ? l[..70] + "é" + l[71..] : l)]);
    }

    [Theory]
    [InlineData(3, 35, "8", "file_debit_cents")]
    [InlineData(3, 7, "1", "check_digit")]
    [InlineData(5, 10, "9", "batch_entry_addenda")]
    [InlineData(5, 20, "1", "batch_hash")]
    [InlineData(6, 7, "7", "file_batch_count")]
    [InlineData(6, 13, "7", "block_count")]
    [InlineData(6, 31, "9", "file_hash")]
    [InlineData(6, 43, "9", "file_debit_cents")]
    [InlineData(6, 55, "9", "file_credit_cents")]
    [InlineData(5, 94, "9", "control_of_another_batch")]
    [InlineData(3, 39, "x", "not_a_number")]
    public async Task One_wrong_figure_is_named_by_its_line(int line, int position, string letter, string problem)
    {
        var lines = NachaText.Lines([One]).ToList();
        lines[line - 1] = lines[line - 1][..(position - 1)] + letter + lines[line - 1][position..];

        var (file, _) = await NachaText.ReadAsync(
            new MemoryStream(Encoding.Latin1.GetBytes(string.Join('\n', lines))));

        var fault = file.Faults.First(f => f.Problem!.Contains(problem, StringComparison.Ordinal));
        Assert.NotEmpty(fault.Reason);
        // What only the whole file tells is told at its end or its control.
        Assert.Contains(file.Faults, f => f.Line == line || problem is "file_debit_cents" or "block_count");
    }

    [Fact]
    public async Task A_hundred_thousand_entries_pass_through_a_stream_that_cannot_go_back()
    {
        var rows = Enumerable.Range(1, 100_000).Select(i => new NachaText.Row("R01", $"09140060{i:D7}", i)).ToList();
        await using var stream = new OneWay(NachaText.Lines(rows).GetEnumerator());
        var (file, count, cents) = (new NachaFile(), 0, 0L);

        await foreach (var entry in file.ReadAsync(stream, default))
        {
            count++;
            cents += entry.Amount.Cents;
        }

        Assert.Equal([], file.Faults);
        Assert.Equal((100_000, 100_000L * 100_001 / 2), (count, cents));
        Assert.Equal(cents, file.Control!.DebitCents);
    }

    [Fact]
    public async Task A_file_without_line_ends_is_cut_by_its_records()
    {
        var text = string.Concat(NachaText.Lines([One]));

        var (file, entries) = await NachaText.ReadAsync(new MemoryStream(Encoding.Latin1.GetBytes(text)));

        Assert.Equal([], file.Faults);
        Assert.Single(entries);
    }

    /// <summary>Makes its lines as they are read; holds one of them.</summary>
    private sealed class OneWay(IEnumerator<string> lines) : Stream
    {
        private byte[] _left = [];
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_at == _left.Length)
            {
                if (!lines.MoveNext()) { return 0; }

                (_left, _at) = (Encoding.ASCII.GetBytes(lines.Current + "\n"), 0);
            }

            var part = Math.Min(count, _left.Length - _at);
            Array.Copy(_left, _at, buffer, offset, part);
            _at += part;
            return part;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
