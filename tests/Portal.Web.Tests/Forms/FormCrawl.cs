using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Web.Tests.Forms;

/// <summary>
/// Finds every form that somebody can reach: from every page whose address needs nothing filled in, along every link.
/// A form that a new page brings is found without being listed. Of pages that differ only in ids, two are visited.
/// </summary>
public sealed class FormCrawl(PayingSite site, SiteBrowser browser)
{
    private const int OfEachKind = 2;

    private readonly Dictionary<string, int> _visited = [];

    /// <summary>A form and one of its buttons, by the page it is on.</summary>
    /// <param name="Page">Address that shows it.</param>
    /// <param name="Index">Its place among the forms of that page.</param>
    /// <param name="To">Where the button sends it.</param>
    /// <param name="Button">The button's own name and value; both empty where it has none.</param>
    /// <param name="Shape">Its page without ids, its handler and its fields: what makes it another form.</param>
    public sealed record Found(string Page, int Index, string To, (string Name, string Value) Button, string Shape);

    /// <summary>Pages that were seen, as they stood.</summary>
    public List<SitePage> Seen { get; } = [];

    /// <summary>Each kind of form once.</summary>
    public async Task<IReadOnlyList<Found>> RunAsync()
    {
        var waiting = new Queue<string>(Seeds().Order(StringComparer.Ordinal));
        var known = new HashSet<string>(waiting);
        var found = new Dictionary<string, Found>();
        while (waiting.TryDequeue(out var address))
        {
            if (!IsNew(address) || await GoAsync(browser, address) is not { } page) { continue; }

            Seen.Add(page);
            foreach (var form in FormsOf(page).Index().SelectMany(f => ButtonsOf(page, f.Item, f.Index)))
            {
                found.TryAdd(form.Shape, form);
            }

            foreach (var to in page.Document.QuerySelectorAll("a[href^='/']")
                .Select(link => link.GetAttribute("href")!.Split('#')[0]).Where(known.Add))
            {
                waiting.Enqueue(to);
            }
        }

        return [.. found.Values];
    }

    /// <summary>The page at an address; an account that asks why it is opened is told.</summary>
    /// <returns>Null for what is no page.</returns>
    public static async Task<SitePage?> GoAsync(SiteBrowser browser, string address)
    {
        var page = await browser.GoAsync(address);
        if (page.Path.EndsWith("/why", StringComparison.Ordinal) && !address.Contains("/why", StringComparison.Ordinal))
        {
            var why = FormsOf(page).Single(f => f.QuerySelector("[name='Input.Chosen']") is not null);
            page = await browser.SendFormAsync(page, why, null, ("Input.Words", "called"), ("Input.Chosen", "call"));
        }

        return page.Status == HttpStatusCode.OK && page.Headers.Contains("text/html", StringComparison.Ordinal)
            ? page : null;
    }

    /// <summary>The forms of a page that change something.</summary>
    public static IReadOnlyList<IHtmlFormElement> FormsOf(SitePage page) =>
        [.. page.Document.QuerySelectorAll("form").OfType<IHtmlFormElement>()
            .Where(f => f.Method.Equals("post", StringComparison.OrdinalIgnoreCase))];

    private IEnumerable<string> Seeds() =>
        from endpoint in site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null
        let address = "/" + endpoint.RoutePattern.RawText!.TrimStart('/').ToLowerInvariant()
        where !address.Contains('{', StringComparison.Ordinal)
        select address;

    private bool IsNew(string address)
    {
        var parts = address.Split('?');
        var names = parts.Length > 1 ? string.Join('&', parts[1].Split('&').Select(p => p.Split('=')[0])) : "";
        var kind = $"{WithoutIds(parts[0])}?{names}";
        _visited[kind] = _visited.GetValueOrDefault(kind) + 1;
        return _visited[kind] <= OfEachKind && !address.StartsWith("/language", StringComparison.Ordinal);
    }

    private static string WithoutIds(string path) => string.Join('/', path.Split('/').Select(part =>
        Guid.TryParse(part, out _) || part.Any(char.IsAsciiDigit) ? "*" : part));

    private static IEnumerable<Found> ButtonsOf(SitePage page, IHtmlFormElement form, int index)
    {
        var fields = string.Join(',', form.QuerySelectorAll("[name]").Select(f => f.GetAttribute("name")!)
            .Select(n => string.Concat(n.Where(c => !char.IsAsciiDigit(c)))).Distinct().Order(StringComparer.Ordinal));
        var buttons = form.QuerySelectorAll("button:not([disabled])")
            .Where(b => b.GetAttribute("type") is null or "submit").DefaultIfEmpty(null);
        return
            from button in buttons
            let to = button?.GetAttribute("formaction") ?? form.GetAttribute("action") ?? page.Address
            let name = button?.GetAttribute("name") ?? ""
            let handler = to.Split("handler=") is [_, var named] ? named.Split('&')[0] : ""
            select new Found(
                page.Address, index, to, (name, button?.GetAttribute("value") ?? ""),
                $"{WithoutIds(page.Path)} {WithoutIds(to.Split('?')[0])} {handler} {name} {fields}");
    }
}
