using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Portal.Web.Tests;

/// <summary>
/// A browser without script: it keeps cookies, follows redirects and sends the forms it finds on the page, hidden
/// fields and all.
/// </summary>
public sealed class SiteBrowser(HttpClient client, string language, string address, Func<Exception?> fault)
{
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>The value of a cookie, or null.</summary>
    public string? Cookie(string name) => _cookies.GetValueOrDefault(name);

    /// <summary>Takes over another browser's cookies, as a thief would.</summary>
    public SiteBrowser Stealing(SiteBrowser other)
    {
        foreach (var (name, value) in other._cookies) { _cookies[name] = value; }

        return this;
    }

    public Task<SitePage> GoAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Fills fields by their labels and presses a button by its text.</summary>
    public Task<SitePage> SubmitAsync(SitePage page, string button, params (string Label, string Value)[] fields)
    {
        var pressed = page.Document.QuerySelectorAll<IHtmlButtonElement>("main button")
            .First(b => b.TextContent.Trim().StartsWith(button, StringComparison.Ordinal) && b.Type == "submit");
        return SendFormAsync(page, pressed.Form!, pressed.GetAttribute("formaction"), fields);
    }

    /// <summary>Posts a form's values to another address, as the page's script does.</summary>
    public Task<SitePage> SendFormAsync(
        SitePage page, IHtmlFormElement form, string? to, params (string Label, string Value)[] fields)
    {
        var values = form.QuerySelectorAll<IHtmlElement>("[name]").Where(e => e.GetAttribute("type") is not "radio"
                || e.HasAttribute("checked"))
            .Select(e => (Name: e.GetAttribute("name")!, Value: ValueOf(e))).Where(v => v.Name != "").ToList();
        foreach (var (label, value) in fields)
        {
            var name = NameOf(form, label);
            values.RemoveAll(v => v.Name == name);
            values.Add((name, value));
        }

        return SendAsync(new HttpRequestMessage(HttpMethod.Post, to ?? form.GetAttribute("action") ?? page.Address)
        {
            Content = new FormUrlEncodedContent(values.Select(v => KeyValuePair.Create(v.Name, v.Value))),
        });
    }

    /// <summary>
    /// Fills a form with a file field, as a browser sends it: in parts, the file under the name given.
    /// </summary>
    public Task<SitePage> SubmitFileAsync(
        SitePage page, string button, (string Field, string Name, byte[] Bytes) file,
        params (string Label, string Value)[] fields)
    {
        var pressed = page.Document.QuerySelectorAll<IHtmlButtonElement>("main button")
            .First(b => b.TextContent.Trim().StartsWith(button, StringComparison.Ordinal));
        var form = pressed.Form!;
        var parts = new MultipartFormDataContent();
        var given = fields.ToDictionary(f => NameOf(form, f.Label), f => f.Value);
        foreach (var element in form.QuerySelectorAll<IHtmlElement>("[name]").Where(e => e.GetAttribute("type")
            is not ("radio" or "checkbox" or "file") || e.HasAttribute("checked")))
        {
            var name = element.GetAttribute("name")!;
            if (!given.ContainsKey(name)) { parts.Add(new StringContent(ValueOf(element)), name); }
        }

        foreach (var (name, value) in given) { parts.Add(new StringContent(value), name); }

        parts.Add(new ByteArrayContent(file.Bytes), file.Field, file.Name);
        var to = pressed.GetAttribute("formaction") ?? form.GetAttribute("action") ?? page.Address;
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, to)
        {
            Content = parts,
        });
    }

    public async Task<SitePage> SendAsync(HttpRequestMessage request)
    {
        for (var hops = 0; hops < 10; hops++)
        {
            request.Headers.Add("Test-Address", address);
            request.Headers.Add("Accept-Language", language);
            request.Headers.Add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
            if (_cookies.Count > 0)
            {
                request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
            }

            using var response = await client.SendAsync(request);
            KeepCookies(response);
            if (response.StatusCode == HttpStatusCode.InternalServerError)
            {
                throw new InvalidOperationException($"{request.RequestUri} failed.", fault());
            }

            if (response.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther))
            {
                return await SitePage.ReadAsync(response, request.RequestUri!);
            }

            var to = new Uri(client.BaseAddress!, response.Headers.Location!);
            if (to.Host != client.BaseAddress!.Host) { return SitePage.Elsewhere(to); }

            request = new HttpRequestMessage(HttpMethod.Get, to.PathAndQuery);
        }

        throw new InvalidOperationException("The site goes in circles.");
    }

    private static string ValueOf(IHtmlElement element) => element switch
    {
        IHtmlSelectElement select => select.Value ?? "",
        IHtmlTextAreaElement area => area.Value,
        _ => element.GetAttribute("value") ?? "",
    };

    private static string NameOf(IHtmlFormElement form, string label)
    {
        var found = form.QuerySelectorAll<IHtmlLabelElement>("label")
            .SingleOrDefault(l => l.TextContent.Trim() == label);
        return found is not null
            ? form.QuerySelector($"#{found.HtmlFor}")!.GetAttribute("name")!
            : form.QuerySelector($"[name='{label}']")?.GetAttribute("name")
                ?? throw new InvalidOperationException($"No field is labelled {label}.");
    }

    private void KeepCookies(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var set)) { return; }

        foreach (var line in set)
        {
            var (name, value) = (line[..line.IndexOf('=')], line[(line.IndexOf('=') + 1)..].Split(';')[0]);
            Assert.StartsWith("__Host-", name, StringComparison.Ordinal);
            Assert.Contains("secure", line, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("path=/;", line, StringComparison.OrdinalIgnoreCase);
            if (value.Length == 0) { _cookies.Remove(name); }
            else { _cookies[name] = value; }
        }
    }
}

/// <summary>What a browser shows.</summary>
/// <param name="Status">Of the answer.</param>
/// <param name="Address">Path with query.</param>
/// <param name="Body">As it came.</param>
/// <param name="RetryAfter">Seconds to wait, where too many tries were made.</param>
public sealed record SitePage(HttpStatusCode Status, string Address, string Body, TimeSpan? RetryAfter)
{
    private IHtmlDocument? _document;

    /// <summary>Of the answer, a line each.</summary>
    public string Headers { get; init; } = "";

    /// <summary>Without the query.</summary>
    public string Path => Address.Split('?')[0];

    public IHtmlDocument Document => _document ??= new HtmlParser().ParseDocument(Body);

    /// <summary>What a person reads in the page itself, white space squeezed.</summary>
    public string Text => string.Join(' ', (Document.QuerySelector("main")?.TextContent ?? Body).Split((char[]?)null,
        StringSplitOptions.RemoveEmptyEntries));

    public static async Task<SitePage> ReadAsync(HttpResponseMessage response, Uri address) => new(
        response.StatusCode,
        address.IsAbsoluteUri ? address.PathAndQuery : address.OriginalString,
        await response.Content.ReadAsStringAsync(),
        response.Headers.RetryAfter?.Delta)
    {
        Headers = string.Join('\n', response.Headers.Concat(response.Content.Headers)
            .Select(h => $"{h.Key}: {string.Join(", ", h.Value)}")),
    };

    /// <summary>A redirect away from the site, which is not followed.</summary>
    public static SitePage Elsewhere(Uri address) => new(HttpStatusCode.Redirect, address.AbsoluteUri, "", null);
}
