using System.Diagnostics;
using System.IO.Compression;
using Portal.Web.Look;

namespace Portal.Web.Tests.Look;

/// <summary>The theme as built by infra/test before the tests, and a second city's, built here.</summary>
public sealed class ThemeTests(PortalSite site) : IClassFixture<PortalSite>
{
    private const int MostStyleBytes = 30_000;

    private static string Source => Path.Combine(PortalSite.Root, "wwwroot-theme");

    [Theory]
    [InlineData(".", "City of Alder Falls", "America/Los_Angeles")]
    [InlineData("examples/harbor", "Town of Port Harbor", "America/New_York")]
    public async Task Each_theme_builds_and_loads(string directory, string city, string zone)
    {
        var built = Directory.CreateTempSubdirectory("portal-theme-");
        await BuildAsync(Path.Combine(Source, directory), built.FullName);

        var theme = BuiltTheme.Load(built.FullName);

        Assert.Equal(city, theme.City.City);
        Assert.Equal(zone, theme.City.Zone().Id);
        Assert.All(theme.Addresses(), address => Assert.True(
            File.Exists(Path.Combine(built.FullName, address["/theme/".Length..])), address));
        built.Delete(recursive: true);
    }

    [Fact]
    public void A_theme_that_was_not_built_says_how_to_build_it()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => BuiltTheme.Load(Path.Combine(Source, "img")));

        Assert.Contains("npm run build", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_come_compressed_and_are_kept_for_a_year()
    {
        var theme = BuiltTheme.Load(Path.Combine(PortalSite.Root, "src/Portal.Web/wwwroot/theme"));
        using var request = new HttpRequestMessage(HttpMethod.Get, theme.Address("portal.css"));
        request.Headers.AcceptEncoding.ParseAdd("gzip");

        var answer = await site.Browser().SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        using var opened = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));

        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl?.ToString());
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.True(bytes.Length < MostStyleBytes, $"The styles weigh {bytes.Length} bytes.");
        Assert.Contains("--action:", await opened.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/theme/theme.json")]
    [InlineData("/theme/manifest.json")]
    [InlineData("/theme/../appsettings.json")]
    [InlineData("/theme/%2e%2e/Program.cs")]
    public async Task Nothing_but_the_files_of_the_manifest_is_served(string address)
    {
        var answer = await site.Browser().GetAsync(address);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task BuildAsync(string theme, string into)
    {
        var start = new ProcessStartInfo("node", ["build.mjs", "--theme", theme, "--out", into])
        {
            WorkingDirectory = Source,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        var said = node.StandardOutput.ReadToEndAsync();
        var complained = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, $"{await said}{complained}");
    }
}
