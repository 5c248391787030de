using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Portal.Web.Tests.Forms;

/// <summary>A form as it stands on its page now, and what somebody who fills it in would send.</summary>
public sealed class FilledForm
{
    public const string Token = "__RequestVerificationToken";

    private static readonly string[] TextTypes =
        ["text", "email", "tel", "search", "url", "date", "number", "password", "textarea"];

    private readonly FormCrawl.Found _found;

    private FilledForm(FormCrawl.Found found, IHtmlFormElement form)
    {
        _found = found;
        Values = [.. ValuesOf(form)];
        if (found.Button.Name.Length > 0) { Values.Add(found.Button); }

        Texts =
        [
            .. from field in form.QuerySelectorAll<IHtmlElement>("input[name], textarea[name]")
               where TextTypes.Contains(TypeOf(field)) && !field.HasAttribute("disabled")
               select field.GetAttribute("name")!,
        ];
    }

    /// <summary>What is sent, in the order of the page.</summary>
    public List<(string Name, string Value)> Values { get; }

    /// <summary>Names of the fields that one types into.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>The form as its page shows it now; null where the page no longer does.</summary>
    public static async Task<FilledForm?> OfAsync(SiteBrowser browser, FormCrawl.Found found)
    {
        if (await FormCrawl.GoAsync(browser, found.Page) is not { } page || page.Path != found.Page.Split('?')[0])
        {
            return null;
        }

        var forms = FormCrawl.FormsOf(page);
        return found.Index < forms.Count ? new(found, forms[found.Index]) : null;
    }

    /// <summary>Sends the form with other values than it has.</summary>
    public Task<SitePage> SendAsync(SiteBrowser browser, IEnumerable<(string Name, string Value)> values) =>
        browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, _found.To)
        {
            Content = new FormUrlEncodedContent(values.Select(v => KeyValuePair.Create(v.Name, v.Value))),
        });

    /// <summary>The same in parts, as forms with files are sent.</summary>
    public Task<SitePage> SendPartsAsync(SiteBrowser browser, IEnumerable<(string Name, string Value)> values)
    {
        var parts = new MultipartFormDataContent();
        foreach (var (name, value) in values) { parts.Add(new StringContent(value), name); }

        return browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, _found.To) { Content = parts });
    }

    private static IEnumerable<(string Name, string Value)> ValuesOf(IHtmlFormElement form)
    {
        var chosen = new HashSet<string>();
        foreach (var field in form.QuerySelectorAll<IHtmlElement>("input[name], select[name], textarea[name]")
            .Where(f => !f.HasAttribute("disabled")))
        {
            var (name, type) = (field.GetAttribute("name")!, TypeOf(field));
            if (type is "file" || (type is "radio" && !Chooses(form, field, name, chosen))) { continue; }

            yield return (name, field switch
            {
                IHtmlSelectElement choice => Choice(choice),
                IHtmlTextAreaElement { Value.Length: > 0 } area => area.Value,
                _ when type is "checkbox" => field.GetAttribute("value") ?? "on",
                _ => field.GetAttribute("value") is { Length: > 0 } value ? value : Something(type, name),
            });
        }
    }

    /// <summary>The radio button that is checked, or the first where none is.</summary>
    private static bool Chooses(IHtmlFormElement form, IHtmlElement radio, string name, HashSet<string> chosen) =>
        (radio.HasAttribute("checked")
            || form.QuerySelector($"input[type=radio][name='{name}'][checked]") is null)
        && chosen.Add(name);

    private static string Choice(IHtmlSelectElement choice) => choice.Value is { Length: > 0 } value
        ? value
        : choice.Options.Select(o => o.Value).FirstOrDefault(v => v.Length > 0) ?? "";

    private static string TypeOf(IHtmlElement field) => field switch
    {
        IHtmlTextAreaElement => "textarea",
        IHtmlSelectElement => "select",
        _ => field.GetAttribute("type") ?? "text",
    };

    /// <summary>What may stand in an empty field.</summary>
    private static string Something(string type, string name) => (type, name) switch
    {
        ("hidden", _) => "",
        ("email", _) => "somebody@example.com",
        ("tel", _) => "(206) 555-0142",
        ("date", _) => "2026-11-24",
        ("number", _) => "1",
        ("password", _) => "fifteen letters and more",
        (_, var money) when money.EndsWith("Amount", StringComparison.Ordinal) => "5.00",
        _ => "as agreed",
    };
}
