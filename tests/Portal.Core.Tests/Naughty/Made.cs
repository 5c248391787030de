using System.Collections;
using System.Reflection;
using Portal.Core.Common;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Notices;

namespace Portal.Core.Tests.Naughty;

/// <summary>
/// Anything that is made of values, with the same words in every place where words may stand: letters and papers with
/// whatever people may have typed, without naming their fields.
/// </summary>
internal static class Made
{
    /// <param name="without">Names of those places that hold a code of ours, with what they hold.</param>
    internal static T Of<T>(string words, IReadOnlyDictionary<string, string> without) =>
        (T)Value(typeof(T), "", words, without)!;

    internal static object Of(Type type, string words, IReadOnlyDictionary<string, string> without) =>
        Value(type, "", words, without)!;

    private static object? Value(Type type, string name, string words, IReadOnlyDictionary<string, string> without) =>
        (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var t when t == typeof(object) => words,
            var t when t.IsArray => List(t.GetElementType()!, words, without),
            var t when t == typeof(string) => without.GetValueOrDefault(name, words),
            var t when t == typeof(Uri) => new Uri("https://pay.alderfalls.example/my"),
            var t when t == typeof(Guid) => new Guid("0dead0de-7777-4777-8777-70dead0de777"),
            var t when t == typeof(DateOnly) => new DateOnly(2026, 11, 16),
            var t when t == typeof(DateTimeOffset) => new DateTimeOffset(2026, 11, 16, 18, 0, 0, TimeSpan.Zero),
            var t when t == typeof(TimeOnly) => new TimeOnly(10, 30),
            var t when t == typeof(Usd) => new Usd(84_10),
            var t when t == typeof(bool) => true,
            var t when t.IsEnum => Enum.GetValues(t).GetValue(0),
            var t when t.IsPrimitive || t == typeof(decimal) => Convert.ChangeType(
                3, t, System.Globalization.CultureInfo.InvariantCulture),
            var t when t.IsGenericType && typeof(IEnumerable).IsAssignableFrom(t) => List(
                t.GetGenericArguments()[^1], words, without),
            var t when t == typeof(ILetter) => new PaperlessTestLetter(
                words, new("https://pay.alderfalls.example/my")),
            var t when t == typeof(FrozenLetter) => Frozen(words),
            var t => Thing(t, words, without),
        };

    /// <summary>As the product makes it: of parts that say the words, cleaned.</summary>
    private static FrozenLetter Frozen(string words) => FrozenLetter.Of(
        "en", words, [new(NoticePartKind.Paragraph, [new(words, true, null)])], new AllowListCleaner());

    private static Array List(Type of, string words, IReadOnlyDictionary<string, string> without)
    {
        var list = Array.CreateInstance(of, 1);
        list.SetValue(Value(of, "", words, without), 0);
        return list;
    }

    private static object Thing(Type type, string words, IReadOnlyDictionary<string, string> without)
    {
        var constructor = type.GetConstructors(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(c => c.GetParameters() is not [var only] || only.ParameterType != type)
            .OrderByDescending(c => c.GetParameters().Length).First();
        var made = constructor.Invoke(
            [.. constructor.GetParameters().Select(p => Value(p.ParameterType, p.Name!, words, without))]);
        foreach (var property in type.GetProperties().Where(p => p.SetMethod is { IsPublic: true }
            && p.PropertyType == typeof(string) && p.GetMethod is not null))
        {
            property.SetValue(made, without.GetValueOrDefault(property.Name, words));
        }

        return made;
    }
}
