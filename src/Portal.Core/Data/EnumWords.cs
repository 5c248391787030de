using System.Collections.Frozen;

namespace Portal.Core.Data;

/// <summary>An enum's values as the database writes them, snake_case words; worked out once.</summary>
internal static class EnumWords<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Words =
        Enum.GetValues<T>().ToFrozenDictionary(v => v, v => SnakeCase.Snake(v.ToString()));

    private static readonly FrozenDictionary<string, T> Values = Words.ToFrozenDictionary(w => w.Value, w => w.Key);

    public static string Of(T value) => Words[value];

    public static T Read(string word) => Values[word];
}
