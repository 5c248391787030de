using Microsoft.Playwright;

namespace Portal.Journeys.Screens;

/// <summary>What one page costs a phone on a slow network that has never been here.</summary>
/// <param name="Bytes">All that came over the wire, compressed as it came.</param>
/// <param name="Lcp">Milliseconds until the largest thing on the screen was painted.</param>
/// <param name="Cls">How far things moved while loading; 0 is still.</param>
public sealed record PhoneSpeed(string Path, long Bytes, double Lcp, double Cls)
{
    /// <summary>Most a page may weigh.</summary>
    public const long MostBytes = 150 * 1024;

    /// <summary>Milliseconds within which the largest thing is there.</summary>
    public const double LongestLcp = 1500;

    private const string Paints =
        """
        () => new Promise(done => {
          let lcp = 0, cls = 0;
          const watch = (type, take) => new PerformanceObserver(list => list.getEntries().forEach(take))
            .observe({ type, buffered: true });
          watch('largest-contentful-paint', entry => lcp = entry.startTime);
          watch('layout-shift', entry => cls += entry.value);
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done([lcp, cls]))));
        })
        """;

    /// <summary>
    /// 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back, a processor four times slower, no cache.
    /// </summary>
    public static async Task<PhoneSpeed> MeasureAsync(IBrowserContext browser, string path)
    {
        var page = await browser.NewPageAsync();
        var wire = await browser.NewCDPSessionAsync(page);
        long bytes = 0;
        await wire.SendAsync("Network.enable");
        wire.Event("Network.loadingFinished").OnEvent += (_, told) =>
            Interlocked.Add(ref bytes, (long)told!.Value.GetProperty("encodedDataLength").GetDouble());
        await wire.SendAsync("Network.setCacheDisabled", new() { ["cacheDisabled"] = true });
        await wire.SendAsync("Network.emulateNetworkConditions", new()
        {
            ["offline"] = false, ["latency"] = 150, ["downloadThroughput"] = 200_000, ["uploadThroughput"] = 93_750,
        });
        await wire.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = 4 });
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
        var paints = await page.EvaluateAsync<double[]>(Paints);
        await page.CloseAsync();
        return new(path, bytes, paints[0], paints[1]);
    }

    public override string ToString() => FormattableString.Invariant(
        $"{Path,-50} {Bytes / 1024.0,6:0.0} KB  LCP {Lcp,5:0} ms  CLS {Cls:0.000}");
}
