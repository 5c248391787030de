using System.Globalization;
using CsvHelper;
using Portal.Core.Common;
using Portal.Core.Words;

namespace Portal.Core.Usage.Files;

/// <summary>
/// Writes the use of meters as a table that any spreadsheet opens: a row for each interval and for each billed time,
/// told apart by a column, because they count the same water. No cell can begin a formula.
/// </summary>
public static class WriteUseCsv
{
    /// <param name="culture">Language of the headings; numbers have a point and days are ISO in both.</param>
    public static byte[] Of(IEnumerable<UseReadings> meters, BusinessClock clock, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(clock);
        using var file = new MemoryStream();
        using (var csv = CsvWriter.Create(
            file, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            csv.WriteRecord([.. new[] { "Meter", "Place", "From", "To", "Used", "Unit", "How" }
                .Select(column => Text.In(culture, "Use", $"Csv_{column}"))]);
            foreach (var meter in meters)
            {
                foreach (var reading in meter.Billed.Concat(meter.Intervals))
                {
                    csv.WriteRecord(Row(meter.Meter, reading, clock, culture));
                }
            }
        }

        return [.. System.Text.Encoding.UTF8.Preamble, .. file.ToArray()];
    }

    private static string[] Row(UseMeter meter, UseReading reading, BusinessClock clock, CultureInfo culture) =>
    [
        meter.Number,
        meter.Place,
        At(clock, reading.Start),
        At(clock, reading.Start + reading.Length),
        reading.Used.ToString("0.####", CultureInfo.InvariantCulture),
        meter.Unit,
        Text.In(culture, "Use", $"Csv_{reading.Source}"),
    ];

    private static string At(BusinessClock clock, DateTimeOffset moment) =>
        clock.InCity(moment).ToString("yyyy-MM-dd'T'HH:mmzzz", CultureInfo.InvariantCulture);
}
