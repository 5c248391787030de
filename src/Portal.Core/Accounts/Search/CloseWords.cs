using Npgsql;
using NpgsqlTypes;

namespace Portal.Core.Accounts.Search;

/// <summary>
/// The words of the city that may be meant by each word typed. Asking the city's few ten thousand words first, and
/// then looking the close ones up exactly, forgives two typos at the price of an exact search.
/// </summary>
internal sealed class CloseWords
{
    /// <summary>Words of a query that count; the rest is ignored.</summary>
    public const int MostWords = 6;

    /// <summary>Expansions of one word.</summary>
    private const int MostPerWord = 300;

    /// <summary>Expansions of one or two letters where no longer word narrows them down.</summary>
    private const int MostPerShortWord = 20;

    private const string Sql = """
        with typed as (
          select no::int, left(word, 60) word from unnest(words_of($1)) with ordinality t (word, no) where no <= $2),
        meant as (
          select no, word from typed
          union select t.no, s.other from typed t join unnest($3, $4) s (word, other) on s.word = t.word)
        select no, typed, word from (
          select no, typed, word, row_number() over (partition by no order by rank, length(word), word) place from (
            select t.no, t.word typed, w.word, 0 rank from meant t join search_word w on w.word = t.word
            union all
            select t.no, t.word, w.word, 1 from typed t
              join search_word w on w.word > t.word and w.word < t.word || chr(1114111)
            union all
            select t.no, t.word, w.word, 1 + levenshtein_less_equal(w.word, t.word, t.most)
              from (select *, least(4, greatest(2, length(word) / 2)) most from typed) t
              join search_word w on w.word >= ':' and abs(length(w.word) - length(t.word)) <= 2
                and levenshtein_less_equal(w.word, t.word, t.most) <= t.most
              where length(t.word) >= 3 and t.word >= ':' collate "C"
            union all
            select t.no, t.word, w.word, 2 from typed t join search_word w on strpos(w.word, t.word) > 1
              where length(t.word) >= 4 or t.word >= '⺀' collate "C") found) placed
        where place <= case when $6 or length(typed) > 2 then $5 else $7 end
        union all
        select no, word, null from typed
        """;

    private static readonly (string Long, string Short)[] Abbreviations =
    [
        ("street", "st"), ("avenue", "ave"), ("boulevard", "blvd"), ("drive", "dr"), ("lane", "ln"), ("road", "rd"),
        ("court", "ct"), ("place", "pl"), ("circle", "cir"), ("terrace", "ter"), ("parkway", "pkwy"),
        ("highway", "hwy"), ("apartment", "apt"), ("suite", "ste"), ("unit", "apt"), ("avenue", "av"),
        ("north", "n"), ("south", "s"), ("east", "e"), ("west", "w"),
        ("northeast", "ne"), ("northwest", "nw"), ("southeast", "se"), ("southwest", "sw"),
    ];

    private static readonly string[] From = [.. Abbreviations.SelectMany(a => new[] { a.Long, a.Short })];

    private static readonly string[] To = [.. Abbreviations.SelectMany(a => new[] { a.Short, a.Long })];

    private static readonly HashSet<string> StreetWords = [.. From];

    private readonly List<Typed> _typed = [];

    private CloseWords()
    {
    }

    /// <summary>The words typed, in order.</summary>
    public IReadOnlyList<Typed> All => _typed;

    /// <summary>
    /// The words an address must have: "st" and "north" may be left out of it where there are others.
    /// </summary>
    public IReadOnlyList<Typed> OfAddress =>
        _typed.Where(t => !StreetWords.Contains(t.Word)).ToList() is { Count: > 0 } others ? others : _typed;

    public static async Task<CloseWords> AskAsync(NpgsqlConnection connection, string query, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                new() { Value = query },
                new() { Value = MostWords },
                new() { Value = From, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = To, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = MostPerWord },
                new() { Value = CustomerQuery.HasLongWord(query) },
                new() { Value = MostPerShortWord },
            },
        };
        var close = new CloseWords();
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<(int No, string Typed, string? Word)>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add((reader.GetInt32(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        }

        foreach (var word in rows.GroupBy(r => r.No).OrderBy(g => g.Key))
        {
            close._typed.Add(
                Typed.Of(word.Single(r => r.Word is null).Typed, word.Select(r => r.Word).OfType<string>()));
        }

        return close;
    }

    /// <summary>One word typed, with what it may mean and how far off each is.</summary>
    /// <param name="Costs">0 is the word itself (or its abbreviation), 1 begins with it, then by typos.</param>
    internal sealed record Typed(string Word, IReadOnlyDictionary<string, int> Costs)
    {
        /// <summary>The nearest words only: looked for before the others.</summary>
        public string[] Nearest => [.. Costs.Where(c => c.Value == Costs.Values.Min()).Select(c => c.Key)];

        public string[] Close => [.. Costs.Keys];

        public static Typed Of(string word, IEnumerable<string> close) => new(
            word,
            (from other in close.Distinct()
             let cost = Abbreviations.Contains((word, other)) || Abbreviations.Contains((other, word))
                 ? 0
                 : EditDistance.Cost(word, other)
             where cost is not null
             select (other, cost)).ToDictionary(c => c.other, c => c.cost!.Value, StringComparer.Ordinal));

        /// <summary>The nearest of some words, or null when none is close.</summary>
        public int? CostIn(IEnumerable<string> words)
        {
            int? least = null;
            foreach (var word in words)
            {
                if (Costs.TryGetValue(word, out var cost) && (least is null || cost < least))
                {
                    least = cost;
                }
            }

            return least;
        }
    }
}
