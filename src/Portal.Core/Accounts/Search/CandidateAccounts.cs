using Npgsql;

namespace Portal.Core.Accounts.Search;

/// <summary>
/// Accounts that may be meant: each kind of match is one indexed look-up with a limit, and together they are one
/// statement. Ranking is <see cref="RankMatches"/>'s.
/// </summary>
internal sealed record CandidateAccount(
    Guid Id,
    string Number,
    string Name,
    string Address,
    DateOnly? ClosedOn,
    string? Phone,
    string? Email,
    string[] MeterNumbers,
    string[] NameWords,
    string[] AddressWords);

internal static class CandidateAccounts
{
    /// <summary>Rows that one kind of match may bring.</summary>
    private const int MostPerKind = 550;

    private const string NameWords = "c.name_words";

    private const string AddressWords = "p.address_words";

    private const string ByCustomer =
        "select a.id from customer c join customer_account a on a.customer_id = c.id where ";

    private const string ByPremise = "select a.id from premise p join customer_account a on a.premise_id = p.id where ";

    private const string ByBoth = """
        select a.id from customer_account a
          join customer c on c.id = a.customer_id join premise p on p.id = a.premise_id where 
        """;

    /// <summary>Asks by number, address and name; only where that finds little, by name and address mixed.</summary>
    public static async Task<IReadOnlyList<CandidateAccount>> AskAsync(
        NpgsqlConnection connection, CustomerQuery typed, CloseWords words, CancellationToken ct)
    {
        var first = new Statement();
        AddNumbers(first, typed);
        AddEmail(first, typed);
        AddWords(first, words);
        var found = await first.RunAsync(connection, ct);
        if (found.Count >= FindCustomers.PageSize || words.All.Count < 2)
        {
            return found;
        }

        var mixed = new Statement();
        for (var split = 1; split < words.All.Count; split++)
        {
            var (start, end) = (words.All.Take(split).ToList(), words.All.Skip(split).ToList());
            mixed.Add(
                ByBoth,
                [.. mixed.Have(NameWords, start, t => t.Close), .. mixed.Have(AddressWords, end, t => t.Close)]);
            mixed.Add(
                ByBoth,
                [.. mixed.Have(AddressWords, start, t => t.Close), .. mixed.Have(NameWords, end, t => t.Close)]);
        }

        var known = found.Select(f => f.Id).ToHashSet();
        return [.. found, .. (await mixed.RunAsync(connection, ct)).Where(m => !known.Contains(m.Id))];
    }

    private static void AddNumbers(Statement statement, CustomerQuery typed)
    {
        if (typed.IsNumber)
        {
            var starts = statement.Value(CustomerQuery.StartingWith(typed.Digits));
            statement.Add("select a.id from customer_account a where ", [$"a.number like {starts}"]);
        }

        if (typed.IsNumber && typed.Digits.Length >= 4)
        {
            var end = statement.Value(CustomerQuery.StartingWith(Reversed(typed.Digits)));
            var phone = statement.Value(CustomerQuery.StartingWith(Reversed(typed.PhoneDigits)));
            statement.Add("select a.id from customer_account a where ", [$"reverse(a.number) like {end}"]);
            statement.Add(ByCustomer, [$@"reverse(regexp_replace(c.phone, '\D', '', 'g')) like {phone}"]);
        }

        if (typed.MayBeMeter)
        {
            var meter = statement.Value(CustomerQuery.Containing(typed.Meter));
            statement.Add(
                """
                select g.customer_account_id as id
                from service_point s join service_agreement g on g.service_point_id = s.id where 
                """,
                [$"regexp_replace(fold(s.meter_number), '[^a-z0-9]', '', 'g') like {meter}"]);
        }
    }

    private static void AddEmail(Statement statement, CustomerQuery typed)
    {
        if (typed.MayBeEmail)
        {
            var part = statement.Value(typed.IsEmail
                ? CustomerQuery.Containing(typed.Joined)
                : CustomerQuery.StartingWith(typed.Joined));
            statement.Add(ByCustomer, [$"fold(c.email) like fold({part})"]);
        }

    }

    private static void AddWords(Statement statement, CloseWords words)
    {
        if (words.All.Count == 0)
        {
            return;
        }

        statement.Add(ByCustomer, statement.Have(NameWords, words.All, t => t.Nearest));
        statement.Add(ByCustomer, statement.Have(NameWords, words.All, t => t.Close));
        statement.Add(ByPremise, statement.Have(AddressWords, words.OfAddress, t => t.Nearest));
        statement.Add(ByPremise, statement.Have(AddressWords, words.OfAddress, t => t.Close));
    }

    private static string Reversed(string digits) => string.Concat(digits.Reverse());

    /// <summary>One statement put together of look-ups; every value is a parameter.</summary>
    private sealed class Statement
    {
        private readonly List<string> _kinds = [];

        private readonly List<object> _values = [];

        public string Value(object value)
        {
            _values.Add(value);
            return $"${_values.Count}";
        }

        public string[] Have(
            string column, IEnumerable<CloseWords.Typed> words, Func<CloseWords.Typed, string[]> of) =>
            [.. words.Select(w => $"{column} && {Value(of(w))}::text[]")];

        public void Add(string select, string[] conditions) =>
            _kinds.Add($"({select}{string.Join(" and ", conditions)} limit {MostPerKind})");

        public async Task<IReadOnlyList<CandidateAccount>> RunAsync(NpgsqlConnection connection, CancellationToken ct)
        {
            if (_kinds.Count == 0)
            {
                return [];
            }

            await using var command = new NpgsqlCommand(Sql(), connection);
            foreach (var value in _values)
            {
                command.Parameters.Add(new() { Value = value });
            }

            var found = new List<CandidateAccount>();
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                found.Add(Read(reader));
            }

            return found;
        }

        private string Sql() => $"""
            select a.id, a.number, c.name, concat_ws(', ', p.line1, p.line2, p.city), a.closed_on,
              c.phone, c.email,
              array(select distinct s.meter_number
                from service_agreement g join service_point s on s.id = g.service_point_id
                where g.customer_account_id = a.id and s.meter_number is not null),
              {NameWords}, {AddressWords}
            from ({string.Join(" union ", _kinds)}) candidate
              join customer_account a on a.id = candidate.id
              join customer c on c.id = a.customer_id
              join premise p on p.id = a.premise_id
            """;

        private static CandidateAccount Read(NpgsqlDataReader row) => new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.IsDBNull(4) ? null : row.GetFieldValue<DateOnly>(4),
            row.IsDBNull(5) ? null : row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6),
            row.GetFieldValue<string[]>(7),
            row.GetFieldValue<string[]>(8),
            row.GetFieldValue<string[]>(9));
    }
}
