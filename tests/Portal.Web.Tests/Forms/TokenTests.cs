using System.Net;
using System.Text.RegularExpressions;

namespace Portal.Web.Tests.Forms;

/// <summary>Nothing is taken that was not sent from a page of ours.</summary>
[Collection(OnDemoSite.Name)]
public sealed partial class TokenTests(DemoSite site)
{
    /// <summary>What the answer to a form without its token is made of: it shows itself, and takes nothing.</summary>
    /// <summary>What answers whatever went wrong, and what a mail program posts to by itself (RFC 8058).</summary>
    private static readonly string[] Tokenless = ["/Problem", "/StopMail"];

    [Fact]
    public async Task No_handler_of_any_page_takes_a_post_without_its_token()
    {
        var pages = await new PostedPages(site.Paying.Services).AllAsync();
        var (guest, resident) = (site.Paying.Browser(), await site.Paying.SignInAsync(site.Resident));
        var (technician, supervisor) = (await site.Paying.TechnicianAsync(), await site.Paying.SupervisorAsync());
        var administrator = await site.Paying.AdministratorAsync();

        Assert.True(pages.Count > 100, $"Only {pages.Count} pages take posts.");
        foreach (var (page, address, handlers) in pages.Where(p => !Tokenless.Contains(p.Page.ViewEnginePath)))
        {
            SiteBrowser[] who = page.ViewEnginePath.Split('/')[1] switch
            {
                "Office" => [technician, supervisor, administrator],
                "My" or "Security" => [resident],
                _ => [guest],
            };
            foreach (var handler in handlers)
            {
                var to = handler.Length == 0 ? address : $"{address}?handler={handler}";
                var answers = new List<HttpStatusCode>();
                foreach (var browser in who) { answers.Add((await PostAsync(browser, to, [])).Status); }

                // Who may not enter is told so first; at least one of them may.
                Assert.Equal((to, true), (to, answers.All(a => a is HttpStatusCode.BadRequest
                    or HttpStatusCode.Forbidden)));
                Assert.Contains(HttpStatusCode.BadRequest, answers);
            }
        }
    }

    [Fact]
    public async Task Every_form_that_is_served_is_refused_without_its_token_and_with_anothers()
    {
        var theirs = await TokenOfAsync(site.Paying.Browser());
        var count = await site.ForEachFormAsync(async (browser, found) =>
        {
            if (await FilledForm.OfAsync(browser, found) is not { } form) { return false; }

            var values = form.Values.Where(v => v.Name != FilledForm.Token).ToList();
            Assert.Equal((found.Shape, form.Values.Count - 1), (found.Shape, values.Count));

            var without = await form.SendAsync(browser, values);
            var with = await form.SendAsync(browser, [.. values, (FilledForm.Token, theirs)]);

            Assert.Equal((found.Shape, HttpStatusCode.BadRequest), (found.Shape, without.Status));
            Assert.Equal((found.Shape, HttpStatusCode.BadRequest), (found.Shape, with.Status));
            Assert.Contains("<h1>", without.Body, StringComparison.Ordinal);
            return true;
        });

        Assert.True(count > 60, $"Only {count} forms were found.");
    }

    private static async Task<string> TokenOfAsync(SiteBrowser browser) =>
        Token().Match((await browser.GoAsync("/pay")).Body).Groups[1].Value;

    private static Task<SitePage> PostAsync(
        SiteBrowser browser, string to, IEnumerable<KeyValuePair<string, string>> values) =>
        browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, to)
        {
            Content = new FormUrlEncodedContent(values),
        });

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
