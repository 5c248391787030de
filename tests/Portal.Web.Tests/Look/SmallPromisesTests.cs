using System.Text.RegularExpressions;
using System.Xml.Linq;
using Portal.Core.Look;

namespace Portal.Web.Tests.Look;

/// <summary>What is said in several files is said alike in all of them.</summary>
public sealed partial class SmallPromisesTests
{
    [Fact]
    public void The_demo_citys_letters_come_from_the_address_its_pages_name()
    {
        var shown = CityProfile.Load(Path.Combine(PortalSite.Root, "wwwroot-theme")).Email;

        foreach (var file in new[] { "infra/scripts/city.sh", "docker-compose.yml" })
        {
            var from = FromAddress().Match(File.ReadAllText(Path.Combine(PortalSite.Root, file)));
            Assert.Equal((file, shown), (file, from.Groups[1].Value));
        }
    }

    [Theory]
    [InlineData(".resx", "Refuse", "garbage")]
    [InlineData(".es.resx", "Basura", "reciclaje")]
    public void Refuse_has_one_name_in_every_book(string books, string name, string other)
    {
        var files = Directory.GetFiles(Path.Combine(PortalSite.Root, "src"), "*.resx", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".es.resx", StringComparison.Ordinal) == (books == ".es.resx"))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
            .Where(f => !f.Contains("/bin/", StringComparison.Ordinal));
        var sentences = files.SelectMany(f => XDocument.Load(f).Root!.Elements("data")
            .Select(d => (Key: d.Attribute("name")!.Value, Text: d.Element("value")!.Value))).ToList();

        Assert.All(sentences.Where(s => s.Key == "Service_Refuse"), s => Assert.Equal(name, s.Text));
        Assert.DoesNotContain(sentences, s => s.Text.Contains(other, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("office.css", ".act-bar a[aria-current]")]
    [InlineData(
        "form.css",
        ".field:has(:is(input[value=\"full\"], input[value=\"asked\"]):checked)"
            + " + .other-amount:not(:has(.field--wrong))")]
    public void The_theme_has_a_rule_for(string file, string selector) => Assert.Contains(
        $"\n{selector} {{\n",
        File.ReadAllText(Path.Combine(PortalSite.Root, "wwwroot-theme/components", file)),
        StringComparison.Ordinal);

    [GeneratedRegex(@"Mail__FromAddress(?:: |=\$\{Mail__FromAddress:-)([^\s}]+)")]
    private static partial Regex FromAddress();
}
