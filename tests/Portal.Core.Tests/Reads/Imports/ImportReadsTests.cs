using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Jobs;
using Portal.Core.Reads.Files;
using Portal.Core.Reads.Imports;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Reads.Imports;

/// <summary>A file is checked, confirmed and taken; once, whatever is tried and whoever dies.</summary>
public sealed class ImportReadsTests(City city) : IClassFixture<City>
{
    private static readonly Actor Terry = Actor.Staff(Guid.CreateVersion7());

    [Fact]
    public async Task Nothing_changes_until_it_is_confirmed_and_then_the_reads_are_there_and_judged()
    {
        var (usual, high) = (await MeterAsync("10*12"), await MeterAsync("10*12"));
        var file = File($"{usual.Number},{Day(0)},1130.25", $"{high.Number},{Day(0)},1155");

        var import = City.Done(await CheckAsync(file));
        Assert.Equal((2, 2, 0, 0), Counts(import));
        Assert.Equal($"{Day(-1)} 1120.0000 actual", await usual.Point.LastReadAsync());
        City.Done(await ConfirmAsync(import.Id));
        await TakeAllAsync();

        Assert.Equal($"{Day(0)} 1130.2500 actual", await usual.Point.LastReadAsync());
        Assert.Equal(ReadImportState.Done, (await ImportAsync(import.Id)).State);
        Assert.Equal("", await RulesAsync(usual.Point));
        Assert.Equal("high", await RulesAsync(high.Point));
    }

    [Fact]
    public async Task Every_line_that_cannot_be_taken_says_why()
    {
        var meter = await MeterAsync("10*12");
        var import = City.Done(await CheckAsync(File(
            $"{meter.Number},{Day(0)},1130", "NO-SUCH,2026-11-01,5", $"{meter.Number},2027-01-01,5",
            $"{meter.Number},{Day(0)},1131", $"{meter.Number},{Day(0)},1130", $"{meter.Number},{Day(-1)},1120",
            $"{meter.Number},{Day(-1)},1121", $"{meter.Number},2026-10-03,1100", $"{meter.Number},{Day(0)},-1")));

        Assert.Equal((9, 1, 2, 6), Counts(import));
        Assert.Equal(
            ["3 Row_MeterUnknown", "4 Row_DateFuture", "5 Row_Double", "8 Row_OtherRead", "9 Row_BeforeBilled",
                "10 Row_ValueNegative"],
            await FaultsAsync(import.Id));
    }

    [Fact]
    public async Task A_line_in_another_unit_than_the_meter_counts_is_not_converted()
    {
        var meter = await MeterAsync("10*12");
        var profile = new ReadProfile { MeterColumn = "1", DateColumn = "2", ValueColumn = "3", Unit = "kGal" };

        var import = City.Done(await CheckAsync(File($"{meter.Number},{Day(0)},1130"), profile));

        Assert.Equal(["2 Row_UnitMeter"], await FaultsAsync(import.Id));
    }

    [Fact]
    public async Task Demand_and_what_was_sent_back_come_with_the_reading_and_are_not_overwritten()
    {
        var (one, two) = (await MeterAsync("10*12"), await MeterAsync("10*12"));
        var profile = new ReadProfile
        {
            HasHeader = false, MeterColumn = "1", DateColumn = "2", ValueColumn = "3", DemandColumn = "4",
            ExportedColumn = "5",
        };
        byte[] Text(params string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));
        await ImportWholeAsync(
            Text($"{one.Number},{Day(0)},1130,12.5,3.25", $"{two.Number},{Day(0)},1130,,"), profile);

        var again = City.Done(await CheckAsync(
            Text($"{one.Number},{Day(0)},1130,13,3.25", $"{two.Number},{Day(0)},1130,,", $"X1,{Day(0)},1,-4,"),
            profile));

        Assert.Equal(["1 Row_OtherFigures", "3 Row_ValueNegative"], await FaultsAsync(again.Id));
        Assert.Equal(
            [(null, null), (12.5m, 3.25m)],
            (await city.ReadAsync(db => db.MeterReads.Where(r => r.Reading == 1130m
                    && (r.ServicePointId == one.Point.Id || r.ServicePointId == two.Point.Id))
                .Select(r => new { r.Demand, r.Exported }).ToListAsync()))
            .OrderBy(r => r.Demand ?? 0m).Select(r => (r.Demand, r.Exported)));
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_whatever_its_name()
    {
        var meter = await MeterAsync("10*12");
        var file = File($"{meter.Number},{Day(0)},1130");
        await ImportWholeAsync(file);
        var reads = await ReadsAsync();

        var again = City.Done(await CheckAsync(file, name: "other.csv"));

        Assert.Equal(ReadImportState.Refused, again.State);
        Assert.Equal(["1 File_Again"], await FaultsAsync(again.Id));
        Assert.Equal("Reads_ImportOver", Key(await ConfirmAsync(again.Id)));
        Assert.Equal(reads, await ReadsAsync());
    }

    [Fact]
    public async Task A_file_checked_twice_and_confirmed_twice_is_taken_once()
    {
        var meter = await MeterAsync("10*12");
        var file = File($"{meter.Number},{Day(0)},1130");
        var (one, two) = (City.Done(await CheckAsync(file)), City.Done(await CheckAsync(file)));

        City.Done(await ConfirmAsync(one.Id));

        Assert.Equal("Reads_FileAgain", Key(await ConfirmAsync(two.Id)));
    }

    [Fact]
    public async Task A_file_that_overlaps_another_brings_only_what_is_new()
    {
        var (one, two) = (await MeterAsync("10*12"), await MeterAsync("10*12"));
        await ImportWholeAsync(File($"{one.Number},{Day(0)},1130"));

        var import = City.Done(await CheckAsync(File($"{one.Number},{Day(0)},1130", $"{two.Number},{Day(0)},1130")));

        Assert.Equal((2, 1, 1, 0), Counts(import));
    }

    [Fact]
    public async Task Eight_confirm_and_eight_workers_take_it_once()
    {
        var meters = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MeterAsync("10*12")));
        var import = City.Done(await CheckAsync(File([.. meters.Select(m => $"{m.Number},{Day(0)},1130")])));

        var confirmed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ConfirmAsync(import.Id)));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TakeAllAsync()));

        Assert.All(confirmed, c => Assert.Equal(import.Id, City.Done(c).Id));
        Assert.Equal(ReadImportState.Done, (await ImportAsync(import.Id)).State);
        var numbers = string.Join(", ", meters.Select(m => $"'{m.Number}'"));
        Assert.Equal("4", await meters[0].Point.TextAsync($"""
            select count(*) from meter_read r join service_point p on p.id = r.service_point_id
            where r.read_on = '{Day(0)}' and p.meter_number in ({numbers})
            """));
    }

    [Fact]
    public async Task A_worker_that_dies_leaves_it_to_the_next()
    {
        var meter = await MeterAsync("10*12");
        var import = City.Done(await CheckAsync(File($"{meter.Number},{Day(0)},1130")));
        City.Done(await ConfirmAsync(import.Id));
        var dying = DyingCommits.Switch();
        dying.Value = true;

        await Assert.ThrowsAsync<ProcessDiedException>(TakeAllAsync);
        dying.Value = false;
        Assert.Equal($"{Day(-1)} 1120.0000 actual", await meter.Point.LastReadAsync());
        await TakeAllAsync();

        Assert.Equal($"{Day(0)} 1130.0000 actual", await meter.Point.LastReadAsync());
        Assert.Equal(ReadImportState.Done, (await ImportAsync(import.Id)).State);
    }

    [Fact]
    public async Task A_discarded_file_leaves_nothing_and_cannot_be_confirmed()
    {
        var meter = await MeterAsync("10*12");
        var import = City.Done(await CheckAsync(File($"{meter.Number},{Day(0)},1130")));

        City.Done(await city.AskAsync<DiscardImport, Outcome<ReadImport>>(a => a.RunAsync(new(import.Id), default)));

        Assert.Equal("Reads_ImportOver", Key(await ConfirmAsync(import.Id)));
        Assert.Equal("0", await meter.Point.TextAsync(
            $"select count(*) from read_import_row where read_import_id = '{import.Id}'"));
    }

    [Theory]
    [InlineData("", "File_Empty")]
    [InlineData("PK\u0003\u0004xx", "File_Program")]
    [InlineData("meter,date,reading\nA\0B,2026-11-01,5\n", "File_Nul")]
    [InlineData("<!DOCTYPE f [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><feed>&x;</feed>", "File_Dtd")]
    [InlineData("meter,date\nA,2026-11-01\n", "File_NoColumn")]
    [InlineData("meter,date,reading\n", "File_NoReads")]
    public async Task A_file_that_cannot_be_believed_is_refused_as_a_whole(string text, string fault)
    {
        var import = City.Done(await CheckAsync(Encoding.Latin1.GetBytes(text)));

        Assert.Equal(ReadImportState.Refused, import.State);
        Assert.Contains(fault, Assert.Single(await FaultsAsync(import.Id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_without_a_profile_is_asked_for_one() => Assert.Equal(
        "Reads_NoProfile", Key(await city.AskAsync<CheckImport, Outcome<ReadImport>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), "a.csv", new MemoryStream(File("A,2026-11-01,5")), null, Terry), default))));

    [Fact]
    public async Task Intervals_are_kept_a_row_a_day_and_summed_to_the_read_of_the_cycles_day()
    {
        var meter = await MeterAsync("10*12");
        await meter.Point.RunAsync($"""
            insert into billing_cycle (code, name_en, name_es, read_day)
              values ('AMI', 'AMI', 'AMI', {city.Today.Day}) on conflict do nothing;
            update customer_account set billing_cycle = 'AMI' where id = '{meter.Point.AccountId}'
            """);
        var lines =
            from day in Enumerable.Range(0, city.Today.DayNumber - city.Today.AddMonths(-1).DayNumber)
            from hour in new[] { 0, 6, 12, 18 }
            select $"{meter.Number},{city.Today.AddMonths(-1).AddDays(day):yyyy-MM-dd} {hour:00}:00,0.125";
        var profile = new ReadProfile
        {
            Shape = ReadFileShape.Intervals, MeterColumn = "1", DateColumn = "2", ValueColumn = "3",
            DateFormat = "yyyy-MM-dd HH:mm",
        };

        await ImportWholeAsync(File([.. lines]), profile);

        Assert.Equal("31 124", await meter.Point.TextAsync($"""
            select count(*) || ' ' || sum(cardinality(uses)) from meter_interval_day
            where service_point_id = '{meter.Point.Id}'
            """));
        Assert.Equal($"{Day(0)} 1135.5000 actual", await meter.Point.LastReadAsync());
    }

    [Fact]
    public async Task A_profile_is_kept_under_its_name_and_not_over_somebody_elses_change()
    {
        var profile = new ReadProfile { MeterColumn = "1", DateColumn = "2", ValueColumn = "3" };
        var id = Guid.CreateVersion7();
        var saved = City.Done(await SaveAsync(id, "Handhelds", profile, null));

        var second = await SaveAsync(Guid.CreateVersion7(), "Handhelds", profile, null);
        City.Done(await SaveAsync(id, "Handhelds north", profile, saved.Version));
        var late = await SaveAsync(id, "Handhelds south", profile, saved.Version);

        Assert.Equal(("Reads_ProfileNameTaken", "Reads_ProfileChanged"), (Key(second), Key(late)));
    }

    private static (long, long, long, long) Counts(ReadImport import) =>
        (import.RowCount, import.Accepted, import.Unchanged, import.FaultCount);

    private static string Key<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Refused>(outcome).Refusal.Key;

    private static byte[] File(params string[] lines) =>
        Encoding.UTF8.GetBytes("meter,date,reading\n" + string.Concat(lines.Select(l => l + "\n")));

    private string Day(int months) =>
        city.Today.AddMonths(months).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<(MeteredPoint Point, string Number)> MeterAsync(string history)
    {
        var point = await MeteredPoint.WithAsync(city, history, null);
        return (point, await point.TextAsync($"select meter_number from service_point where id = '{point.Id}'"));
    }

    private Task<Outcome<SavedReadProfile>> SaveAsync(Guid id, string name, ReadProfile profile, uint? version) =>
        city.AskAsync<SaveReadProfile, Outcome<SavedReadProfile>>(
            act => act.RunAsync(new(id, name, profile, version, Terry), default));

    private async Task<Outcome<ReadImport>> CheckAsync(
        byte[] file, ReadProfile? profile = null, string name = "reads.csv")
    {
        var saved = City.Done(await SaveAsync(
            Guid.CreateVersion7(), $"{Guid.CreateVersion7()}",
            profile ?? new() { MeterColumn = "meter", DateColumn = "date", ValueColumn = "reading" }, null));
        return await city.AskAsync<CheckImport, Outcome<ReadImport>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), name, new MemoryStream(file), saved.Id, Terry), default));
    }

    private Task<Outcome<ReadImport>> ConfirmAsync(Guid id) =>
        city.AskAsync<ConfirmImport, Outcome<ReadImport>>(act => act.RunAsync(new(id, Terry), default));

    private async Task ImportWholeAsync(byte[] file, ReadProfile? profile = null)
    {
        City.Done(await ConfirmAsync(City.Done(await CheckAsync(file, profile)).Id));
        await TakeAllAsync();
    }

    private async Task TakeAllAsync()
    {
        while ((await city.AskAsync<TakeReads, QueueRound>(act => act.RunAsync(default))).Done > 0)
        {
        }
    }

    private Task<ReadImport> ImportAsync(Guid id) =>
        city.ReadAsync(db => db.Set<ReadImport>().AsNoTracking().SingleAsync(i => i.Id == id));

    private Task<List<string>> FaultsAsync(Guid id) => city.ReadAsync(db => db.Set<ReadImportRow>().AsNoTracking()
        .Where(r => r.ReadImportId == id && r.Outcome == ReadRowOutcome.Fault).OrderBy(r => r.No)
        .Select(r => r.Line + " " + r.Fault).ToListAsync());

    private Task<int> ReadsAsync() => city.ReadAsync(db => db.MeterReads.CountAsync());

    private static Task<string> RulesAsync(MeteredPoint point) => point.TextAsync($"""
        select coalesce(string_agg(rule, ', '), '') from read_exception where service_point_id = '{point.Id}'
        """);
}
