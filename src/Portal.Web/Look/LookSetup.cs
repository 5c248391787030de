using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Core.Common;
using Portal.Core.Mail;

namespace Portal.Web.Look;

/// <summary>Puts the city's theme, profile and calendar at everyone's disposal.</summary>
public static class LookSetup
{
    /// <summary>
    /// Reads the built theme from <c>Portal:BuiltThemeDirectory</c>, by default wwwroot/theme. Where
    /// <c>Portal:ThemeDirectory</c> names the theme's source, it must be the theme that was built.
    /// </summary>
    public static WebApplicationBuilder AddLook(this WebApplicationBuilder builder)
    {
        var web = builder.Environment;
        var directory = builder.Configuration["Portal:BuiltThemeDirectory"]
            ?? Path.Combine(web.ContentRootPath, "wwwroot", "theme");
        builder.Services.AddSingleton(_ => LoadAndCompare(directory, builder.Configuration["Portal:ThemeDirectory"]));
        builder.Services.AddSingleton(services => services.GetRequiredService<BuiltTheme>().City);
        builder.Services.AddSingleton(services => FrameOf(services.GetRequiredService<BuiltTheme>()));
        builder.Services.AddSingleton<TagHelpers.DayWords>();
        builder.Services.TryAddSingleton(Core.Jobs.AheadClock.Of(builder.Configuration));
        builder.Services.TryAddSingleton(services => new BusinessClock(
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<Core.Look.CityProfile>().Zone()));
        return builder;
    }

    private static LetterFrame FrameOf(BuiltTheme theme) =>
        new(theme.City, File.ReadAllText(Path.Combine(theme.Directory, "mail", "frame.html")));

    private static BuiltTheme LoadAndCompare(string directory, string? source)
    {
        var built = BuiltTheme.Load(directory);
        var wanted = string.IsNullOrEmpty(source) ? built.City : Core.Look.CityProfile.Load(source);
        return wanted.Id == built.City.Id
            ? built
            : throw new InvalidOperationException(
                $"The theme built into {directory} is {built.City.Id}, but Portal:ThemeDirectory asks for {wanted.Id}. "
                + $"Run `npm run build -- --theme {source}` in wwwroot-theme.");
    }
}
