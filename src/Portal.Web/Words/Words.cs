using System.Globalization;
using System.Resources;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Portal.Web.Words;

/// <summary>
/// The sentences of one area of the site, from Words/{Book}.resx and Words/{Book}.es.resx. Pages say
/// <c>@Words["Pay_Title"]</c>; a sentence that is missing throws, so no page ever shows a key.
/// </summary>
/// <typeparam name="TBook">The class of Words/Books.cs named like the file: MyBook for My.resx.</typeparam>
public sealed class Words<TBook>(HtmlEncoder encoder)
    where TBook : class
{
    private static readonly string Name = typeof(TBook).Name.Replace("Book", "", StringComparison.Ordinal);

    private static readonly ResourceManager Book = new($"{typeof(TBook).Namespace}.{Name}", typeof(TBook).Assembly);

    /// <summary>A sentence in the reader's language.</summary>
    /// <param name="key">Its name in the .resx file.</param>
    /// <param name="values">What fills {0}, {1}, … in order.</param>
    public string this[string key, params object[] values] =>
        values.Length == 0 ? Find(key) : string.Format(CultureInfo.CurrentCulture, Find(key), values);

    /// <summary>A sentence with markup in its places: a link, an amount, a date. Everything else is encoded.</summary>
    public IHtmlContent Html(string key, params object[] values) =>
        new HtmlFormattableString(CultureInfo.CurrentCulture, encoder.Encode(Find(key)), values);

    private static string Find(string key) => Book.GetString(key, CultureInfo.CurrentUICulture)
        ?? throw new InvalidOperationException($"Words/{Name}.resx has no sentence {key}.");
}
