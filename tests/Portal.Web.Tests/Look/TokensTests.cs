using System.Text.RegularExpressions;

namespace Portal.Web.Tests.Look;

/// <summary>WCAG's contrast of the tokens, light and dark, of each theme: 4.5 for words, 3 for control lines.</summary>
public sealed partial class TokensTests
{
    private static readonly (string Front, string Back, double Least)[] Pairs =
    [
        ("ink", "page", 4.5), ("ink", "surface", 4.5), ("ink", "surface-sunk", 4.5),
        ("muted", "page", 4.5), ("muted", "surface", 4.5), ("muted", "surface-sunk", 4.5), ("muted", "quiet-soft", 4.5),
        ("action", "page", 4.5), ("action", "surface", 4.5), ("action-strong", "surface-sunk", 4.5),
        ("on-action", "action", 4.5), ("on-action", "action-strong", 4.5), ("on-brand", "brand", 4.5),
        ("good", "surface", 4.5), ("good", "good-soft", 4.5), ("warn", "warn-soft", 4.5), ("bad", "page", 4.5),
        ("bad", "surface", 4.5), ("bad", "bad-soft", 4.5), ("info", "info-soft", 4.5), ("surface", "bad", 4.5),
        ("ink", "good-soft", 4.5), ("ink", "warn-soft", 4.5), ("ink", "bad-soft", 4.5), ("ink", "info-soft", 4.5),
        ("ink", "quiet-soft", 4.5), ("line-control", "surface", 3), ("line-control", "page", 3), ("focus", "page", 3),
        ("focus", "surface", 3), ("bar", "surface", 3), ("brand-mark", "brand", 3),
    ];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Words_and_controls_stand_out(bool harbor, bool dark)
    {
        var tokens = Read("wwwroot-theme/tokens.css", dark);
        if (harbor)
        {
            foreach (var (name, colour) in Read("wwwroot-theme/examples/harbor/tokens.css", dark))
            {
                tokens[name] = colour;
            }
        }

        Assert.Empty(
            from pair in Pairs
            let contrast = Contrast(tokens[pair.Front], tokens[pair.Back])
            where contrast < pair.Least
            select $"{pair.Front} on {pair.Back}: {contrast:0.00}, at least {pair.Least}");
    }

    private static Dictionary<string, string> Read(string file, bool dark)
    {
        var parts = File.ReadAllText(Path.Combine(PortalSite.Root, file)).Split("@media", 2);
        var tokens = new Dictionary<string, string>();
        foreach (var part in dark ? parts : parts[..1])
        {
            foreach (Match token in Token().Matches(part)) { tokens[token.Groups[1].Value] = token.Groups[2].Value; }
        }

        return tokens;
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var channels = from place in new[] { 0, 2, 4 }
                       let share = Convert.ToInt32(colour.Substring(place, 2), 16) / 255.0
                       select share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
        return channels.Zip([0.2126, 0.7152, 0.0722], (channel, weight) => channel * weight).Sum();
    }

    [GeneratedRegex(@"--([a-z-]+): #([0-9a-f]{6});")]
    private static partial Regex Token();
}
