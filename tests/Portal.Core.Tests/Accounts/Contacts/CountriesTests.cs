using System.Globalization;
using Portal.Core.Accounts.Contacts;

namespace Portal.Core.Tests.Accounts.Contacts;

/// <summary>A country is called what the reader's language calls it, never what its own does.</summary>
public sealed class CountriesTests
{
    [Theory]
    [InlineData("en", "US", "United States")]
    [InlineData("es", "US", "Estados Unidos")]
    [InlineData("en", "DE", "Germany")]
    [InlineData("es-US", "DE", "Alemania")]
    [InlineData("es", "JP", "Japón")]
    [InlineData("es", "EH", "Sahara Occidental")]
    [InlineData("es", "QQ", "QQ")]
    public void A_country_is_named_in_the_readers_language(string language, string code, string name) =>
        Assert.Equal(name, Countries.NameOf(code, CultureInfo.GetCultureInfo(language)));

    private static void IsLatin(char letter) => Assert.True(letter < '\u0250' || letter == '’');

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public void Every_name_can_be_read_by_who_reads_that_language(string language)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            var all = Countries.InOrder();
            Assert.Equal("US", all[0].Code);
            Assert.True(all.Count > 200);
            Assert.All(all, country => Assert.All(country.Name, IsLatin));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
