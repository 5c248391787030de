using Microsoft.Playwright;
using Portal.Core.People;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;
using Portal.Journeys.Screens;

namespace Portal.Journeys;

/// <summary>
/// Every page, in both languages, is free of what axe can find, and fits a page magnified four times.
/// </summary>
[Collection(InTheCity.Name)]
public sealed class AccessibilityTests(OpenCity city)
{
    /// <summary>WCAG 1.4.12: what readers may set for themselves.</summary>
    private const string WiderText =
        "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } "
        + "p { margin-bottom: 2em !important; }";

    private static readonly (string Path, string Name)[] PublicPages =
        [("/", "start"), ("/signin", "sign in"), ("/pay", "guest")];

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public Task Strangers_meet_no_barrier(string language) => TakeAsync(language, Tours.StrangerAsync);

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public async Task Residents_meet_no_barrier(string language)
    {
        var person = $"ana.barriers.{language}@example.com";
        await city.Records.SettleAsync(person, language, await city.Records.TakeAccountAsync());
        await TakeAsync(language, page => new Tours(city).ResidentAsync(page, person));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public Task New_staff_meet_no_barrier(string language) =>
        TakeAsync(language, page => new Tours(city).EnrollAsync(page, $"olga.barriers.{language}@example.gov"));

    [Fact]
    public async Task The_office_meets_no_barrier_in_either_language()
    {
        await TakeAsync("en", page => InBothLanguagesAsync(page));

        async IAsyncEnumerable<string> InBothLanguagesAsync(IPage page)
        {
            var tours = new Tours(city);
            await foreach (var name in tours.StaffAsync(page, CreateDemoSignIns.People[2])) { yield return name; }

            await page.GotoAsync("/language/es?back=/office");
            await foreach (var name in tours.OfficeAsync(page)) { yield return name; }
        }
    }

    [Fact]
    public Task Text_with_wider_spacing_still_fits() => city.LetAsync(async page =>
    {
        foreach (var (path, name) in PublicPages)
        {
            await page.GotoAsync(path);
            await page.SetViewportSizeAsync(Inspection.Magnified, 640);
            await page.EvaluateAsync(
                "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); "
                    + "document.adoptedStyleSheets = [sheet]; }",
                WiderText);
            Assert.Empty(await Inspection.WhatDoesNotFitAsync(page, name));
        }
    });

    private Task TakeAsync(string language, Func<IPage, IAsyncEnumerable<string>> tour) => city.LetAsync(
        async page =>
        {
            var barriers = new List<string>();
            await foreach (var name in tour(page))
            {
                barriers.AddRange(await Inspection.AllAsync(page, name));
            }

            Assert.True(barriers.Count == 0, string.Join('\n', barriers));
        },
        new BrowserNewContextOptions { Locale = $"{language}-US" });
}
