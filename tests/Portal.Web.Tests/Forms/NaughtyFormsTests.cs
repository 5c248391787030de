using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Npgsql;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Requests;
using Portal.Testing;

namespace Portal.Web.Tests.Forms;

/// <summary>
/// What breaks programs goes into every field of every form that is served. No page breaks; what was typed is shown as
/// typed, or kept as each field's rule writes it, and never becomes markup. All 515 strings meet each rule by itself in
/// the tests of Core; here each field meets some of them.
/// </summary>
[Collection(OnDemoSite.Name)]
public sealed partial class NaughtyFormsTests(DemoSite site)
{
    private const string Strings = "xss/naughty-strings.json";

    /// <summary>Every so many of the strings goes through the pages.</summary>
    private const int Every = 14;

    /// <summary>Strings that fill all fields of a form at once, and that go through each field by itself.</summary>
    private const int AtOnce = 4, ByItself = 2;

    private readonly ConcurrentDictionary<string, string> _typed = [];
    private readonly ConcurrentQueue<string> _faults = [];
    private int _next;
    private int _marks;

    /// <summary>Beyond the list: what turns words around, breaks headers and sheets, and is far too long.</summary>
    private static readonly string[] Own =
    [
        "\u202Etxet desrever\u202C \u2066isolated", "a\r\nBcc: stranger@example.com\r\n\r\nbody", "=cmd|' /C calc'!A0",
        "\uFFFD\uFFFE half of a pair", "\u0001\u0002\u001B[31m\u0085\u2028", "<bdo dir=rtl>&#x202e;</bdo>",
        new string('W', 20_000), "\u200B\u00A0\u3000", "١٢٣٤٥٦٧٨٩٠", "99999999999999999999999999", "-1", "1e400",
        "9999-12-31", "0001-01-01", "NaN", "00000000-0000-0000-0000-000000000000",
    ];

    [SharedDataFact(Strings)]
    public async Task Whatever_is_typed_no_page_breaks_and_all_of_it_stays_text()
    {
        var all = JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(SharedData.Path(Strings)))!;
        string[] strings = [.. Own, .. all.Where((_, i) => i % Every == 0)];
        await site.ForEachFormAsync((browser, found) => FillAsync(browser, found, strings));

        foreach (var visitor in await site.EverybodyAsync()) { await LookAroundAsync(await visitor.EnterAsync()); }

        await CompareKeptAsync();
        Assert.True(_typed.Count > 150, $"Only {_typed.Count} fields were typed into.");
        Assert.True(_faults.IsEmpty, string.Join('\n', _faults.Distinct().Take(40)));
    }

    [Fact]
    public async Task A_form_that_holds_what_no_text_may_hold_is_refused_before_any_page_sees_it()
    {
        var count = await site.ForEachFormAsync(async (browser, found) =>
        {
            if (await FilledForm.OfAsync(browser, found) is not { Texts.Count: > 0 } form) { return false; }

            foreach (var typed in new[] { "nul \0 here", new string('W', 70_000) })
            {
                var values = form.Values.Select(v => form.Texts.Contains(v.Name) ? (v.Name, typed) : v).ToList();
                foreach (var answer in new[]
                {
                    await form.SendAsync(browser, values), await form.SendPartsAsync(browser, values),
                })
                {
                    Assert.Equal((found.Shape, HttpStatusCode.BadRequest), (found.Shape, answer.Status));
                    Assert.Contains("<h1>", answer.Body, StringComparison.Ordinal);
                }
            }

            return true;
        });

        Assert.True(count > 30, $"Only {count} forms have fields to type into.");
    }

    [Fact]
    public async Task Filters_and_addresses_take_anything()
    {
        foreach (var visitor in await site.EverybodyAsync())
        {
            var browser = await visitor.EnterAsync();
            foreach (var (path, names) in visitor.Seen.SelectMany(QueriesOf).DistinctBy(q => (q.Path, q.Names)))
            {
                foreach (var value in new[] { "%00", "%F0%28%8C%28", new string('9', 40), "%3Cscript%3E", "%E2%80%AE" })
                {
                    await TryAsync($"{path}?{names} = {value[..Math.Min(20, value.Length)]}", () => browser.GoAsync(
                        $"{path}?{string.Join('&', names.Split('&').Select(n => $"{n}={value}"))}"));
                }
            }
        }

        Assert.True(_faults.IsEmpty, string.Join('\n', _faults.Distinct().Take(40)));
    }

    private static IEnumerable<(string Path, string Names)> QueriesOf(SitePage page) =>
        page.Document.QuerySelectorAll<IHtmlFormElement>("form").Where(f => f.Method == "get")
            .Select(f => ((f.GetAttribute("action") ?? page.Path).Split('?')[0], string.Join(
                '&', f.QuerySelectorAll("[name]").Select(n => n.GetAttribute("name")).Distinct())))
            .Concat(page.Document.QuerySelectorAll("main a[href^='/'][href*='?']").Select(a =>
                a.GetAttribute("href")!.Split('?') is var link
                    ? (link[0], string.Join('&', link[1].Split('&').Select(p => p.Split('=')[0]).Distinct()))
                    : default));

    /// <summary>All fields at once, then each by itself among good ones.</summary>
    private async Task<bool> FillAsync(SiteBrowser browser, FormCrawl.Found found, string[] strings)
    {
        if (await FilledForm.OfAsync(browser, found) is not { Texts.Count: > 0 } form) { return false; }

        var tries = Enumerable.Repeat(form.Texts, AtOnce)
            .Concat(form.Texts.SelectMany(t => Enumerable.Repeat<IReadOnlyList<string>>([t], ByItself)));
        foreach (var fields in tries)
        {
            form = await FilledForm.OfAsync(browser, found);
            if (form is null) { return false; }

            var typed = Marked(strings[Interlocked.Increment(ref _next) % strings.Length]);
            await TryAsync($"{found.Shape} ({string.Join(',', fields)}) <- {Short(typed)}", async () =>
            {
                var answer = await form.SendAsync(browser, Put(form, fields, typed));
                LookAt(found.Shape, answer);
                foreach (var field in answer.Document.QuerySelectorAll<IHtmlElement>("main [name]")
                    .Where(f => fields.Contains(f.GetAttribute("name")!)))
                {
                    var shown = field is IHtmlTextAreaElement area ? area.Value : field.GetAttribute("value") ?? "";
                    if (MarkOf(shown) is not null && IsWritable(typed) && Lines(shown) != Lines(typed)
                        && shown != TypedLine.Of(typed))
                    {
                        _faults.Enqueue($"{found.Shape} shows {Short(shown)} where {Short(typed)} was typed");
                    }
                }

                return answer;
            });
        }

        return true;
    }

    private async Task TryAsync(string what, Func<Task<SitePage>> send)
    {
        try
        {
            await send();
        }
        catch (InvalidOperationException broken)
        {
            _faults.Enqueue($"{what}: {broken.InnerException?.GetBaseException().Message.Split('\n')[0]}");
        }
    }

    /// <summary>Every page once more: nothing that was typed has become markup.</summary>
    private async Task LookAroundAsync(SiteBrowser browser)
    {
        var crawl = new FormCrawl(site.Paying, browser);
        await TryAsync("looking around", async () =>
        {
            await crawl.RunAsync();
            return crawl.Seen[0];
        });
        foreach (var page in crawl.Seen) { LookAt(page.Path, page); }
    }

    private void LookAt(string where, SitePage page)
    {
        // A sheet of paper is no page: what its bytes spell means nothing.
        if (page.Body.StartsWith("%PDF-", StringComparison.Ordinal)) { return; }

        foreach (var element in AliveIn(page.Document)) { _faults.Enqueue($"{where} holds markup: {Short(element)}"); }
    }

    private static IEnumerable<string> AliveIn(IDocument document) =>
        from element in document.All
        where (element is IHtmlScriptElement { Source: null })
            || element.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
            || element.GetAttribute("href")?.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)
                == true
            || element.LocalName is "iframe" or "embed" or "object" or "base" or "frameset" or "bdo" or "marquee"
        select element.OuterHtml;

    /// <summary>Wherever the database holds something typed, it is that as one of the rules keeps it.</summary>
    private async Task CompareKeptAsync()
    {
        await using var owner = NpgsqlDataSource.Create(site.Paying.City.Database.OwnerConnectionString);
        foreach (var (column, text) in await KeptAsync(owner))
        {
            var typed = _typed[MarkOf(text)!];
            if (column.EndsWith(".html", StringComparison.Ordinal))
            {
                foreach (var alive in AliveIn(new HtmlParser().ParseDocument(text)))
                {
                    _faults.Enqueue($"{column} holds markup: {Short(alive)}");
                }

                continue;
            }

            string[] kept =
            [
                Lines(typed), typed.Trim(), TypedLine.Of(typed), RichText.Plain(typed),
                RichText.Plain(typed).ToLowerInvariant(),
            ];
            if (!kept.Any(k => text.Contains(k, StringComparison.Ordinal)))
            {
                _faults.Enqueue($"{column} keeps {Short(text)} of {Short(typed)}");
            }
        }
    }

    private static async Task<List<(string Column, string Text)>> KeptAsync(NpgsqlDataSource owner)
    {
        var columns = new List<(string Table, string Column)>();
        await using (var names = owner.CreateCommand("""
            select table_name, column_name from information_schema.columns
            where table_schema = 'public' and data_type in ('text', 'character varying')
              and table_name in (select relname from pg_class where relkind = 'r')
            """))
        await using (var row = await names.ExecuteReaderAsync())
        {
            while (await row.ReadAsync()) { columns.Add((row.GetString(0), row.GetString(1))); }
        }

        await using var look = owner.CreateCommand(string.Join(" union all ", columns.Select(c => string.Create(
            CultureInfo.InvariantCulture,
            $"select '{c.Table}.{c.Column}', \"{c.Column}\" from \"{c.Table}\" where \"{c.Column}\" ~ '~n[0-9]+~'"))));
        var kept = new List<(string, string)>();
        await using var found = await look.ExecuteReaderAsync();
        while (await found.ReadAsync()) { kept.Add((found.GetString(0), found.GetString(1))); }

        return kept;
    }

    private static IEnumerable<(string Name, string Value)> Put(
        FilledForm form, IReadOnlyList<string> fields, string typed) =>
        form.Values.Select(v => fields.Contains(v.Name) ? (v.Name, typed) : v);

    /// <summary>With a mark at its end, by which it is found again.</summary>
    private string Marked(string typed)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"~n{Interlocked.Increment(ref _marks)}~");
        return _typed[mark] = $"{typed} {mark}";
    }

    private static string? MarkOf(string text) => Mark().Match(text) is { Success: true } mark ? mark.Value : null;

    /// <summary>HTML has no way to write the controls of Latin-1: a browser shows other letters for them.</summary>
    private static bool IsWritable(string typed) => !typed.Any(c => c is >= '\u0080' and < '\u00A0');

    /// <summary>A browser shows line ends in one way, and cannot show NUL.</summary>
    private static string Lines(string text) => text.ReplaceLineEndings("\n").Replace("\0", "\uFFFD").Trim();

    private static string Short(string text) => text.Length > 160 ? $"{text[..110]} … {text[^40..]}" : text;

    [GeneratedRegex("~n[0-9]+~")]
    private static partial Regex Mark();
}
