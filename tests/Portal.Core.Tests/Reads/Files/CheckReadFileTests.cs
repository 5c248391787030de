using System.Text;
using System.Text.Json;
using Portal.Core.Common;
using Portal.Core.Files;
using Portal.Core.Reads.Files;
using Portal.Testing;

namespace Portal.Core.Tests.Reads.Files;

/// <summary>What is told of a file before anything is done with it.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CheckReadFileTests
{
    /// <summary>Run alone: memory is the whole process's, and others use it too.</summary>
    private const string Name = "reads files";

    private const string Head = "meter,date,reading\n";

    static CheckReadFileTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public async Task A_sound_file_is_taken_whole()
    {
        var report = await CheckAsync(Head + "M-1,2026-11-01,100.25\nM-2,2026-11-02,7\n");

        Assert.Equal((false, 0L, 2L, 2L), (report!.IsRefused, report.FaultCount, Rows(report), Accepted(report)));
    }

    [Theory]
    [InlineData("M-1,2026-11-01,-3", "The reading -3 is below zero.")]
    [InlineData("M-1,11/01/2026,3", "“11/01/2026” is no date written as yyyy-MM-dd.")]
    [InlineData("M-1,2026-02-30,3", "“2026-02-30” is no date written as yyyy-MM-dd.")]
    [InlineData("M-1,2026-11-17,3", "11/17/2026 is in the future.")]
    [InlineData("M-1,2026-11-01,3.00001", "more than four decimals")]
    [InlineData("M-1,2026-11-01,1e9", "“1e9” is not a number.")]
    [InlineData("M-1,2026-11-01,", "“” is not a number.")]
    [InlineData("M-1,2026-11-01,99999999999", "larger than any meter shows")]
    [InlineData(",2026-11-01,3", "The meter’s number is missing.")]
    [InlineData("=1+2,2026-11-01,3", "begins like a spreadsheet formula")]
    [InlineData("@SUM(A1),2026-11-01,3", "begins like a spreadsheet formula")]
    [InlineData("M\u00071,2026-11-01,3", "is no meter’s number")]
    [InlineData("M-1,2026-11-01", "The line has only 2 columns.")]
    [InlineData("M-0,2026-11-01,8", "Meter M-0 has another line for")]
    public async Task A_line_that_is_wrong_says_why_and_leaves_the_others(string line, string reason)
    {
        var report = await CheckAsync(Head + "M-0,2026-11-01,5\n" + line + "\nM-9,2026-11-01,5\n");

        Assert.Equal((false, 3L, 2L), (report!.IsRefused, Rows(report), Accepted(report)));
        var fault = Assert.Single(report.Faults);
        Assert.Equal(3, fault.Line);
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_is_the_citys_today_at_the_latest() => Assert.Equal(
        1, Accepted((await CheckAsync(Head + "M-1,2026-11-16,3\n"))!));

    [Theory]
    [InlineData("meter,date,reading\nM,2026-11-01,5\nM\0,2026-11-01,6\n", "Line 3 holds NUL bytes")]
    [InlineData("meter,date,reading\nM,2026-11-01,5\nM,2026-11-02,\"6\nM,2026-11-03,7\n", "From line 3 on")]
    [InlineData("meter,date,reading\nM,2026-11-01,5\nM\"x\"y,2026-11-02,6\n", "From line 3 on")]
    [InlineData("meter,date\nM,2026-11-01\n", "no column reading")]
    [InlineData("meter,date,reading\n", "holds no reads")]
    [InlineData("<feed xmlns='http://www.w3.org/2005/Atom'><entry></feed>", "not sound XML")]
    [InlineData("<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><feed>&y;</feed>", "declares a document type")]
    public async Task A_file_that_cannot_be_believed_is_refused(string file, string reason)
    {
        var report = await CheckAsync(file);

        Assert.True(report!.IsRefused);
        Assert.Equal(0, Accepted(report));
        Assert.Contains(reason, Assert.Single(report.Faults).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello world\n")]
    [InlineData("PK\u0003\u0004 packed")]
    [InlineData("%PDF-1.7")]
    [InlineData("<?xml version='1.0'?><OFX></OFX>")]
    [InlineData("<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>")]
    public async Task A_file_of_another_kind_is_not_ours(string file) => Assert.Null(await CheckAsync(file));

    [Fact]
    public async Task A_field_of_thirty_megabytes_is_refused_without_being_read_into_memory()
    {
        var file = Encoding.ASCII.GetBytes(Head + "M-1,2026-11-01,5\n" + new string('x', 30_000_000));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var report = await CheckAsync(file);

        Assert.True(report!.IsRefused);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3_000_000);
    }

    [Fact]
    public async Task A_quarter_million_lines_need_no_memory_that_grows_with_them()
    {
        async Task<long> AllocatedAsync(int lines)
        {
            var file = Encoding.ASCII.GetBytes(Head + string.Concat(
                Enumerable.Range(0, lines).Select(i => $"AF{i:00000000},2026-11-01,{i % 9_000}.25\n")));
            GC.Collect();
            var start = GC.GetTotalMemory(true);
            var report = await CheckAsync(file);
            Assert.Equal(lines, Accepted(report!));
            return GC.GetTotalMemory(true) - start;
        }

        await AllocatedAsync(1_000);
        Assert.InRange(await AllocatedAsync(250_000), long.MinValue, 4_000_000);
    }

    [Fact]
    public async Task Bom_semicolons_decimal_commas_and_dots_in_dates_are_found_out()
    {
        var text = "\uFEFFMedidor;Fecha;Lectura;Unidad\r\nA1;01.11.2026;1.234,5;m3\r\nA2;02.11.2026;12,25;M3\r\n";

        var report = await CheckAsync(text);

        Assert.Equal((0L, 2L), (report!.FaultCount, Accepted(report)));
    }

    [Fact]
    public async Task Letters_of_older_windows_programs_are_found_out()
    {
        var report = await CheckAsync(Encoding.GetEncoding(1252).GetBytes(
            "meter,date,reading,name\nM1,2026-11-01,5,Señor Muñoz\n"));

        Assert.Equal((0L, 1L), (report!.FaultCount, Accepted(report)));
    }

    [Fact]
    public async Task Utf_16_with_its_mark_is_read() => Assert.Equal(1, Accepted((await CheckAsync(
        [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Head + "M1,2026-11-01,5\n")]))!));

    [Fact]
    public async Task A_profile_without_names_goes_by_positions_and_multiplies()
    {
        var profile = new ReadProfile
        {
            HasHeader = false, Separator = '|', MeterColumn = "3", DateColumn = "1", ValueColumn = "2",
            DateFormat = "yyyyMMdd", Multiplier = 0.01m, Unit = "CCF",
        };
        Assert.Null(profile.WhyNot());
        var file = new MemoryStream("20261101|12345|M-1\n20261101|12345.67|M-2\n"u8.ToArray());

        var report = await Checker().WithAsync(file, ReadProfile.FromJson(profile.ToJson()), default);

        Assert.Equal((2L, 2L), (Rows(report), Accepted(report)));
    }

    [Theory]
    [InlineData("a", "a", "b", true, ",", "yyyy-MM-dd", "Reads_ProfileColumnTwice")]
    [InlineData("a", "", "b", true, ",", "yyyy-MM-dd", "Reads_ProfileColumns")]
    [InlineData("a", "b", "c", false, ",", "yyyy-MM-dd", "Reads_ProfilePositions")]
    [InlineData("1", "2", "3", false, "x", "yyyy-MM-dd", "Reads_ProfileSigns")]
    [InlineData("1", "2", "3", false, ",", "HH:mm", "Reads_ProfileDateFormat")]
    [InlineData("1", "2", "3", false, ",", "MM/dd", "Reads_ProfileDateFormat")]
    public void A_profile_that_reads_nothing_is_refused(
        string meter, string date, string value, bool header, string separator, string format, string key) =>
        Assert.Equal(key, new ReadProfile
        {
            MeterColumn = meter, DateColumn = date, ValueColumn = value, HasHeader = header,
            Separator = separator[0], DateFormat = format,
        }.WhyNot()?.Key);

    [SharedDataFact("csv/csv-injection-payloads.json")]
    public async Task No_payload_of_the_collection_passes_for_a_meter()
    {
        using var payloads = JsonDocument.Parse(File.ReadAllText(SharedData.Path("csv/csv-injection-payloads.json")));
        var cells = payloads.RootElement.GetProperty("payloads").EnumerateArray().Select(p => p.GetString()!).ToList();

        var report = await CheckAsync(Head + string.Concat(
            cells.Select(c => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\",2026-11-01,5\n")));

        Assert.Equal((cells.Count, 0L), (report!.Faults.Count, Accepted(report)));
    }

    internal static CheckReadFile Checker() => new(new BusinessClock(
        new FrozenClock(), TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles")));

    private static long Rows(FileReport report) => report.Figures["rows"];

    private static long Accepted(FileReport report) => report.Figures["accepted"];

    private static Task<FileReport?> CheckAsync(string text) => CheckAsync(Encoding.UTF8.GetBytes(text));

    private static Task<FileReport?> CheckAsync(byte[] bytes) => Checker().RunAsync(new MemoryStream(bytes), default);
}
