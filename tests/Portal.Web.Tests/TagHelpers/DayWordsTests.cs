using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Portal.Web.TagHelpers;

namespace Portal.Web.Tests.TagHelpers;

public sealed class DayWordsTests(PortalSite site) : IClassFixture<PortalSite>
{
    private static readonly DateOnly Due = new(2026, 12, 15);

    [Theory]
    [InlineData("en-US", DayForm.Day, "Tue, Dec 15, 2026")]
    [InlineData("en-US", DayForm.PlainDay, "Dec 15, 2026")]
    [InlineData("en-US", DayForm.LongDay, "Tuesday, December 15, 2026")]
    [InlineData("en-US", DayForm.Month, "December 2026")]
    [InlineData("es-US", DayForm.Day, "mar, 15 de dic de 2026")]
    [InlineData("es-US", DayForm.LongDay, "martes, 15 de diciembre de 2026")]
    [InlineData("es-US", DayForm.Month, "diciembre de 2026")]
    public void A_day_is_written_as_people_write_it(string culture, DayForm form, string expected)
    {
        SpeakFor(culture);

        Assert.Equal(expected, Days().Of(Due, form));
    }

    [Theory]
    [InlineData("en-US", "Mon, Dec 14, 2026, 7:04 PM")]
    [InlineData("es-US", "lun, 14 de dic de 2026, 7:04 p. m.")]
    public void A_moment_is_the_citys_evening_and_not_the_next_day_of_utc(string culture, string expected)
    {
        SpeakFor(culture);

        var words = Days().Of(new DateTimeOffset(2026, 12, 15, 3, 4, 0, TimeSpan.Zero));

        Assert.Equal(expected, words.Replace('\u00a0', ' '));
    }

    private static void SpeakFor(string culture) =>
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);

    private DayWords Days() => site.Services.GetRequiredService<DayWords>();
}
