using System.Globalization;
using AngleSharp.Dom;
using Portal.Testing;

namespace Portal.Web.Tests.My;

/// <summary>
/// What a page costs a resident who was never here: the page as it is sent and every file of the theme that it asks
/// for, packed as the site sends them. At most 150 KB (practice.md §5); paint and stillness are measured in a browser
/// (Screens).
/// </summary>
public sealed class PageWeightTests(PayingSite site) : IClassFixture<PayingSite>
{
    private const long MostBytes = 150 * 1024;

    [Fact]
    public async Task Each_page_of_a_full_account_weighs_little()
    {
        var home = await MeteredHome.InAsync(site.City, "weight@example.com");
        for (var month = 14; month > 0; month--)
        {
            var to = new DateOnly(2026, 11, 9).AddMonths(1 - month);
            await home.BilledAsync(to.AddMonths(-1), to, 7 + month);
        }

        await home.HoursAsync(new(2026, 10, 1), new(2026, 11, 11), 0.01m, 0.2m);
        await site.City.BillAsync(home.Account, new(80_00));
        var bill = await site.City.BillAsync(home.Account, new(91_20));
        var resident = await site.ResidentAsync(home.Account);

        var weights = new List<(string Path, long Bytes)>();
        foreach (var path in new[]
        {
            "/my", $"/my/bills/{bill.Id}", "/my/pay", $"/my/use/{home.Account.Id}",
            $"/my/use/{home.Account.Id}?by=day", "/my/requests", "/my/requests/new", "/signin",
        })
        {
            weights.Add((path, await WeightAsync(resident, path)));
        }

        Assert.True(weights.All(w => w.Bytes <= MostBytes), string.Join('\n', weights.Select(w => string.Create(
            CultureInfo.InvariantCulture, $"{w.Bytes / 1024.0,6:0.0} KB {w.Path}"))));
    }

    private static async Task<long> WeightAsync(SiteBrowser resident, string path)
    {
        var page = await resident.GoAsync(path);
        var files = page.Document.QuerySelectorAll("link[href^='/theme'], script[src], img[src^='/theme'], use[href]")
            .Select(e => (e.GetAttribute("href") ?? e.GetAttribute("src"))!.Split('#')[0])
            .Where(a => a.StartsWith("/theme/", StringComparison.Ordinal)).Distinct()
            .Select(a => Repository.Path("src/Portal.Web/wwwroot" + a)).ToList();
        Assert.NotEmpty(files);
        return System.Text.Encoding.UTF8.GetByteCount(page.Body)
            + files.Sum(f => new FileInfo(File.Exists(f + ".br") ? f + ".br" : f).Length);
    }
}
