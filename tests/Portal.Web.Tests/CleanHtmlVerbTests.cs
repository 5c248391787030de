using System.Text;
using Portal.Web.Verbs;

namespace Portal.Web.Tests;

/// <summary>clean-html hands on what the cleaner lets pass, byte for byte.</summary>
public sealed class CleanHtmlVerbTests
{
    [Theory]
    [InlineData("<p onclick=x>Año <script>alert(1)</script>& más</p>\n", "<p>Año &amp; más</p>\n")]
    [InlineData("", "")]
    public async Task It_prints_what_is_harmless(string html, string clean)
    {
        var output = new MemoryStream();

        var code = await new CleanHtmlVerb
        {
            Input = new MemoryStream(Encoding.UTF8.GetBytes(html)), Output = output,
        }.RunAsync(VerbOptions.Read([], [])!, () => throw new InvalidOperationException("No services."), default);

        Assert.Equal(0, code);
        Assert.Equal(clean, Encoding.UTF8.GetString(output.ToArray()));
    }
}
