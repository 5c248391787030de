using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;

namespace Portal.Core.Words;

/// <summary>
/// Sentences of the business in English and Spanish, from the .resx files of this folder. No sentence that a
/// resident reads is written in code.
/// </summary>
public static class Text
{
    /// <summary>
    /// The languages the portal speaks, as two-letter codes; the first is the one others fall back to.
    /// </summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "es"];

    private static readonly ConcurrentDictionary<string, ResourceManager> Books = new();

    /// <summary>A sentence in the current UI language.</summary>
    public static string Of(string book, string key, params object[] values) =>
        In(CultureInfo.CurrentUICulture, book, key, values);

    /// <summary>A sentence in one language.</summary>
    /// <param name="culture">Language to write in; numbers and dates among the values follow it.</param>
    /// <param name="book">Name of the .resx file, for example <c>Letters</c>.</param>
    /// <param name="key">Name of the sentence in it.</param>
    /// <param name="values">What fills {0}, {1}, … in order.</param>
    /// <exception cref="InvalidOperationException">The book has no such sentence: a bug.</exception>
    public static string In(CultureInfo culture, string book, string key, params object[] values)
    {
        var sentence = Open(book).GetString(key, culture)
            ?? throw new InvalidOperationException($"Words/{book}.resx has no sentence {key}.");
        return values.Length == 0 ? sentence : string.Format(culture, sentence, values);
    }

    /// <summary>The names of all sentences of a book.</summary>
    public static IEnumerable<string> KeysOf(string book) =>
        Open(book).GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: true)!
            .Cast<DictionaryEntry>().Select(entry => (string)entry.Key);

    private static ResourceManager Open(string book) =>
        Books.GetOrAdd(book, name => new ResourceManager($"Portal.Core.Words.{name}", typeof(Text).Assembly));
}
