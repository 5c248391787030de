using System.Diagnostics;
using Portal.Core.Common;
using Portal.Core.Payments.Returns;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Benchmarks;

/// <summary>A bank's file of 100,000 returns: read, compared with its controls, kept and matched.</summary>
internal static class ReturnsBench
{
    private const int Entries = 100_000;

    public static async Task RunAsync()
    {
        var city = new City();
        await city.InitializeAsync();
        await using var end = city;
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(path, NachaText.Lines(
                [.. Enumerable.Range(1, Entries).Select(i => new NachaText.Row("R01", $"09140060{i:D7}", i))]));
            await ImportAsync(city, path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task ImportAsync(City city, string path)
    {
        using var memory = new PeakMemory();
        await using var file = File.OpenRead(path);
        var watch = Stopwatch.StartNew();
        var made = City.Done(await city.AskAsync<CheckBankFile, Outcome<BankFile>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), "bench.ach", file, Actor.System), default)));
        Figure.Print("returns_import", watch.Elapsed.TotalSeconds, $"s for {made.Entries} entries (at most 20)");
        Figure.Print("returns_import_memory", memory.Stop(), "MB");
    }
}
