namespace Portal.Core.Accounts.Search;

/// <summary>Puts candidates in the order in which a person would want them, and says why each is there.</summary>
internal static class RankMatches
{
    public static IReadOnlyList<FindCustomers.Row> InOrder(
        CustomerQuery typed, CloseWords words, IReadOnlyList<CandidateAccount> candidates) =>
    [
        .. from account in candidates
           let match = Best(typed, words, account)
           where match is not null
           orderby match.Cost, account.ClosedOn is not null, account.Name, account.Number
           select new FindCustomers.Row(
               account.Id,
               account.Number,
               account.Name,
               account.Address,
               account.ClosedOn,
               match.Why,
               match.Matched,
               match.IsExact),
    ];

    private static Match? Best(CustomerQuery typed, CloseWords words, CandidateAccount account) =>
        new[]
            {
                ByNumber(typed, account), ByMeter(typed, account), ByPhone(typed, account), ByEmail(typed, account),
                typed.IsEmail ? null : ByWords(words, account),
            }
            .OfType<Match>().MinBy(m => m.Cost);

    private static Match? ByNumber(CustomerQuery typed, CandidateAccount account) =>
        !typed.IsNumber ? null
        : account.Number == typed.Digits ? new Match(-4, MatchedBy.AccountNumber)
        : typed.Digits.Length >= 4 && account.Number.EndsWith(typed.Digits, StringComparison.Ordinal)
            ? new Match(-1, MatchedBy.AccountNumber)
        : account.Number.StartsWith(typed.Digits, StringComparison.Ordinal) ? new Match(1, MatchedBy.AccountNumber)
        : null;

    private static Match? ByMeter(CustomerQuery typed, CandidateAccount account)
    {
        if (!typed.MayBeMeter)
        {
            return null;
        }

        var meter = account.MeterNumbers
            .Where(m => CustomerQuery.MeterOf(m).Contains(typed.Meter, StringComparison.Ordinal))
            .MinBy(m => m.Length);
        return meter is null ? null
            : new Match(CustomerQuery.MeterOf(meter) == typed.Meter ? -3 : 2, MatchedBy.MeterNumber)
            {
                Matched = meter,
            };
    }

    private static Match? ByPhone(CustomerQuery typed, CandidateAccount account)
    {
        if (!typed.IsNumber || typed.Digits.Length < 4 || account.Phone is null)
        {
            return null;
        }

        var digits = string.Concat(account.Phone.Where(char.IsAsciiDigit));
        return !digits.EndsWith(typed.PhoneDigits, StringComparison.Ordinal) ? null
            : new Match(typed.PhoneDigits.Length >= 7 ? -2 : 0, MatchedBy.Phone) { Matched = account.Phone };
    }

    private static Match? ByEmail(CustomerQuery typed, CandidateAccount account)
    {
        if (account.Email is null || !typed.MayBeEmail)
        {
            return null;
        }

        var place = account.Email.IndexOf(typed.Joined, StringComparison.OrdinalIgnoreCase);
        int? cost = place == 0 && account.Email.Length == typed.Joined.Length ? -3
            : place == 0 ? 2
            : !typed.IsEmail ? null
            : place > 0 ? 3
            : 3 + EditDistance.Between(typed.Joined, account.Email.ToLowerInvariant());
        return cost is null or > 12 ? null
            : new Match(cost.Value, MatchedBy.Email) { Matched = account.Email, IsExact = place >= 0 };
    }

    private static Match? ByWords(CloseWords words, CandidateAccount account)
    {
        var name = words.All.Select(t => t.CostIn(account.NameWords)).ToList();
        var address = words.All.Select(t => t.CostIn(account.AddressWords)).ToList();
        var needed = words.All.Select(t => words.OfAddress.Contains(t)).ToList();
        if (words.All.Count == 0)
        {
            return null;
        }

        // A street word that is missing costs a little, any other word missing makes it another address.
        var whole = address.Zip(needed, (cost, must) => cost ?? (must ? null : 1)).ToList();
        var mixed = name.Zip(whole, (a, b) => a is null ? b : b is null ? a : Math.Min(a.Value, b.Value)).ToList();
        return new[]
            {
                Sum(name, MatchedBy.Name, extra: 0),
                Sum(whole, MatchedBy.Address, extra: 0),
                Sum(mixed, MatchedBy.NameAndAddress, extra: 1),
            }
            .OfType<Match>().MinBy(m => m.Cost);
    }

    private static Match? Sum(List<int?> costs, MatchedBy why, int extra) => costs.Contains(null)
        ? null
        : new Match(costs.Sum()!.Value + extra, why) { IsExact = costs.All(c => c <= 2) };

    private sealed record Match(int Cost, MatchedBy Why)
    {
        public string? Matched { get; init; }

        public bool IsExact { get; init; } = true;
    }
}
