using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts.Search;
using Portal.Core.Data;

namespace Portal.Core.Accounts;

/// <summary>
/// Finds customer accounts by what a caller says: name, service address, account number, phone, e-mail or meter
/// number, in any script, with typos. Exact matches come first. Changes nothing and shows no more than a list needs.
/// </summary>
public sealed class FindCustomers(PortalDbContext db)
{
    public const int PageSize = 25;

    /// <summary>A query that fits more than this is told so: it needs another word, not more pages.</summary>
    public const int MostFound = 500;

    /// <summary>Longer text is cut: nobody types more of a name or an address.</summary>
    public const int LongestQuery = 120;

    public async Task<Found> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var typed = new CustomerQuery(request.Words);
        if (typed.IsEmpty || typed.IsTooShort)
        {
            return new Found([], Count: 0, HasMore: false);
        }

        await db.Database.OpenConnectionAsync(ct);
        try
        {
            var connection = (NpgsqlConnection)db.Database.GetDbConnection();
            var words = await CloseWords.AskAsync(connection, typed.InWords, ct);
            var candidates = await CandidateAccounts.AskAsync(connection, typed, words, ct);
            var ranked = RankMatches.InOrder(typed, words, candidates);
            var page = Math.Clamp(request.Page, 1, MostFound / PageSize);
            return new Found(
                [.. ranked.Take(MostFound).Skip((page - 1) * PageSize).Take(PageSize)],
                Math.Min(ranked.Count, MostFound),
                HasMore: ranked.Count > MostFound);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <param name="Words">As typed.</param>
    /// <param name="Page">From 1.</param>
    public sealed record Request(string? Words, int Page = 1);

    /// <param name="Rows">One page, best match first.</param>
    /// <param name="Count">Of all pages.</param>
    /// <param name="HasMore">More fit than are counted.</param>
    public sealed record Found(IReadOnlyList<Row> Rows, int Count, bool HasMore)
    {
        public int Pages => (Count + PageSize - 1) / PageSize;
    }

    /// <param name="Why">What of the account the words fit.</param>
    /// <param name="Matched">The phone, e-mail or meter number that fits, when it is none of the other columns.</param>
    /// <param name="IsExact">No typo had to be forgiven.</param>
    public sealed record Row(
        Guid Id,
        string Number,
        string Name,
        string Address,
        DateOnly? ClosedOn,
        MatchedBy Why,
        string? Matched,
        bool IsExact);
}

/// <summary>What of an account a search matched.</summary>
public enum MatchedBy
{
    AccountNumber,
    MeterNumber,
    Phone,
    Email,
    Name,
    Address,
    NameAndAddress,
}
