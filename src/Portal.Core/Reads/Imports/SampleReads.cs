using System.Globalization;
using CsvHelper;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Files;

namespace Portal.Core.Reads.Imports;

/// <summary>
/// A file of reads for the cycle that is read next, as a newcomer can import it: usual use for most meters, and now and
/// then a leak, an empty house, a swapped digit and a line that is wrong. The same day and city give the same file.
/// </summary>
public sealed class SampleReads(PortalDbContext db, BusinessClock clock)
{
    /// <summary>How the file is written; a profile with this name is made for it with the demo city.</summary>
    public static ReadProfile Profile { get; } = new()
    {
        MeterColumn = "meter", DateColumn = "date", ValueColumn = "reading", UnitColumn = "unit", KindColumn = "kind",
    };

    public sealed record Line(string Meter, decimal Reading, decimal Usual, int Dials, string Unit);

    /// <summary>The file as bytes and the code of its cycle; null when no meter is due.</summary>
    public async Task<(string Cycle, byte[] File)?> RunAsync(CancellationToken ct)
    {
        var day = clock.Today.Day;
        var cycles = await db.Set<Billing.BillingCycle>().AsNoTracking().ToListAsync(ct);
        var next = cycles.OrderBy(c => (c.ReadDay - day + 31) % 31).FirstOrDefault();
        if (next is null) { return null; }

        var lines = await db.Database.SqlQuery<Line>(
            $"""
            select p.meter_number as meter, last.reading, coalesce(round(billed.usual, 2), 8) as usual,
              p.meter_dials as dials, p.read_unit as unit
            from customer_account a
            join service_agreement g on g.customer_account_id = a.id and g.ends_on is null
            join service_point p on p.id = g.service_point_id and p.meter_number is not null
            cross join lateral (
              select r.reading, r.read_on from meter_read r where r.service_point_id = p.id
              order by r.read_on desc limit 1) last
            left join lateral (
              select avg(used) as usual from (
                select b.used from bill_read b where b.service_point_id = p.id
                order by b.current_read_on desc limit 3) recent) billed on true
            where a.billing_cycle = {next.Code} and a.closed_on is null and last.read_on < {clock.Today.AddDays(-6)}
            order by p.route, p.route_order, p.meter_number
            """).ToListAsync(ct);
        return lines.Count == 0 ? null : (next.Code, Write(lines));
    }

    private byte[] Write(List<Line> lines)
    {
        var file = new MemoryStream();
        var options = new CsvWriterOptions { Injection = CsvInjection.Escape };
        using (var csv = CsvWriter.Create(file, options, leaveOpen: true))
        {
            csv.WriteRecord(["meter", "date", "reading", "unit", "kind"]);
            var today = clock.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            foreach (var line in lines)
            {
                csv.WriteRecord(
                    [line.Meter, Chance(line, 47) == 0 ? "soon" : today, N(Reading(line)), line.Unit, "actual"]);
            }

            csv.WriteRecord(["NOT-OURS-1", today, "123", lines[0].Unit, "actual"]);
        }

        return file.ToArray();
    }

    private static decimal Reading(Line line)
    {
        var use = Chance(line, 23) switch
        {
            0 => line.Usual * 4m,
            1 => 0m,
            2 when line.Reading > 20m => -9m,
            _ => line.Usual * (90 + Chance(line, 21)) / 100m,
        };
        return decimal.Round((line.Reading + use) % (decimal)Math.Pow(10, line.Dials), 2);
    }

    /// <summary>A number below the limit that follows from the meter's number alone.</summary>
    private static int Chance(Line line, int limit) =>
        (int)(line.Meter.Aggregate(17u, (sum, c) => (sum * 31) + c) % (uint)limit);

    private static string N(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
