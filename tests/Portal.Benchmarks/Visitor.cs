using System.Net;
using System.Text.RegularExpressions;
using Portal.Core.People;

namespace Portal.Benchmarks;

/// <summary>Somebody of the demo city, signed in over the real form.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly HttpClient _browser;
    private readonly Dictionary<string, string> _cookies = [];

    private Visitor(Uri site)
    {
        Site = site;
        _browser = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = site,
        };
    }

    public Uri Site { get; }

    /// <summary>What the browser sends back.</summary>
    public string Cookie => string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}"));

    /// <param name="email">Of the demo city's people; nothing for Rosa.</param>
    public static async Task<Visitor> SignInAsync(Uri site, string? email = null)
    {
        var visitor = new Visitor(site);
        await visitor.UntilAliveAsync();
        var person = CreateDemoSignIns.People.First(p => email is null || p.Email == email);
        var next = await visitor.PostAsync(
            "/signin", ("Input.Email", person.Email), ("Input.Password", CreateDemoSignIns.Password));
        if (person.AuthenticatorKey is { } key)
        {
            await visitor.PostAsync(next, ("Input.Code", Totp.Code(key, Totp.StepOf(TimeProvider.System.GetUtcNow()))));
        }

        return visitor;
    }

    /// <returns>Where it leads.</returns>
    private async Task<string> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await GetAsync(path)).Groups[1].Value;
        using var post = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(
                fields.Append(("__RequestVerificationToken", WebUtility.HtmlDecode(token)))
                    .Select(f => KeyValuePair.Create(f.Item1, f.Item2))),
        };
        using var answer = await SendAsync(post);
        return answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther
            ? answer.Headers.Location!.OriginalString
            : throw new InvalidOperationException($"{path} does not let in: {(int)answer.StatusCode}.");
    }

    public async Task<string> GetAsync(string path)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, path);
        using var answer = await SendAsync(ask);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public void Dispose() => _browser.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (_cookies.Count > 0)
        {
            request.Headers.Add("Cookie", Cookie);
        }

        var answer = await _browser.SendAsync(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var pair in set.Select(s => s.Split(';')[0].Split('=', 2)))
            {
                _cookies[pair[0]] = pair[1];
            }
        }

        return answer;
    }

    private async Task UntilAliveAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var answer = await _browser.GetAsync(new Uri("/livez", UriKind.Relative), patience.Token);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, patience.Token);
            }
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
