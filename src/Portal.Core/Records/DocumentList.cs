using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Data;

namespace Portal.Core.Records;

/// <summary>
/// Documents by words of their title, class, account and days, the latest first, a page at a time: those the office
/// keeps, and the files that came with requests, which stay where they are.
/// </summary>
public sealed record DocumentList(IReadOnlyList<DocumentList.Row> Rows, bool HasMore, int Page)
{
    public const int PageSize = 25;

    /// <summary>Class of what came with a request; not one of the schedule.</summary>
    public const string OfRequests = "request";

    private const int MostPages = 40;

    /// <param name="AccountId">Of one account, as its page asks.</param>
    /// <param name="Number">The account's whole number, as somebody types it.</param>
    public sealed record Filter(
        string? Words, string? Class, string? Number, DateOnly? From, DateOnly? To, Guid? AccountId = null);

    /// <param name="RequestId">The request it came with; null for what the office keeps.</param>
    /// <param name="IsGone">Its bytes were destroyed.</param>
    public sealed record Row(
        Guid Id, string Class, string Title, DateOnly On, string? AccountNumber, Guid? AccountId, Guid? RequestId,
        bool IsGone, bool IsHeld, bool IsRestricted);

    public static async Task<DocumentList> OfAsync(PortalDbContext db, Filter filter, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(filter);
        var shown = Math.Clamp(page, 1, MostPages);
        object?[] values =
        [
            string.IsNullOrWhiteSpace(filter.Words)
                ? DBNull.Value
                : $"%{filter.Words.Trim().Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_")}%",
            (object?)filter.From ?? DBNull.Value, (object?)filter.To ?? DBNull.Value,
            (object?)await AccountAsync(db, filter, ct) ?? DBNull.Value, filter.Class ?? "", shown * PageSize + 1,
            (shown - 1) * PageSize, PageSize + 1,
        ];
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = new NpgsqlCommand(Sql(filter), (NpgsqlConnection)db.Database.GetDbConnection());
            NpgsqlTypes.NpgsqlDbType[] types =
            [
                NpgsqlTypes.NpgsqlDbType.Text, NpgsqlTypes.NpgsqlDbType.Date, NpgsqlTypes.NpgsqlDbType.Date,
                NpgsqlTypes.NpgsqlDbType.Uuid, NpgsqlTypes.NpgsqlDbType.Text, NpgsqlTypes.NpgsqlDbType.Integer,
                NpgsqlTypes.NpgsqlDbType.Integer, NpgsqlTypes.NpgsqlDbType.Integer,
            ];
            command.Parameters.AddRange(
                values.Select((v, no) => new NpgsqlParameter { Value = v, NpgsqlDbType = types[no] }).ToArray());
            var rows = new List<Row>();
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                rows.Add(new(
                    row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateOnly>(3),
                    row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetGuid(5),
                    row.IsDBNull(6) ? null : row.GetGuid(6), row.GetBoolean(7), row.GetBoolean(8),
                    row.GetBoolean(9)));
            }

            return new([.. rows.Take(PageSize)], rows.Count > PageSize, shown);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>The account asked for; one that no account has where the number is unknown.</summary>
    private static async Task<Guid?> AccountAsync(PortalDbContext db, Filter filter, CancellationToken ct)
    {
        if (filter.AccountId is not null || string.IsNullOrWhiteSpace(filter.Number)) { return filter.AccountId; }

        var number = filter.Number.Trim();
        return await db.CustomerAccounts.Where(a => a.Number == number).Select(a => (Guid?)a.Id)
            .SingleOrDefaultAsync(ct) ?? Guid.Empty;
    }

    /// <summary>Each part brings no more rows than the page needs, by its own index.</summary>
    private static string Sql(Filter filter)
    {
        var words = string.IsNullOrWhiteSpace(filter.Words) ? "" : " and fold({0}) like fold($1)";
        var from = filter.From is null ? "" : " and {0} >= $2";
        var to = filter.To is null ? "" : " and {0} <= $3";
        var account = filter.AccountId is null && string.IsNullOrWhiteSpace(filter.Number)
            ? ""
            : " and {0}.customer_account_id = $4";
        var ofAccount = account.Length == 0 ? "" : """
             and (d.customer_account_id = $4 or d.id in (
                select b.document_id from document_about b join customer_account o on o.customer_id = b.customer_id
                where o.id = $4))
            """;
        var own = $"""
            (select d.id, d.class, d.title, d.dated_on as on_day, d.customer_account_id as account,
              null::uuid as request,
              not exists (select from document_content c where c.document_id = d.id) as is_gone,
              document_is_held(d.id) as is_held, false as is_restricted
            from kept_document d
            where ($5 = '' or d.class = $5)
              {At(words, "d.title")}{At(from, "d.dated_on")}{At(to, "d.dated_on")}{ofAccount}
            order by d.dated_on desc, d.id limit $6)
            """;
        var asked = $"""
            (select f.id, '{OfRequests}', f.name, e.at::date, q.customer_account_id, q.id, false, false, f.is_restricted
            from request_file f join request_event e on e.id = f.event_id
              join customer_request q on q.id = e.request_id
            where ($5 = '' or $5 = '{OfRequests}')
              {At(words, "f.name")}{At(from, "e.at::date")}{At(to, "e.at::date")}{At(account, "q")}
            order by e.at desc, f.id limit $6)
            """;
        return $"""
            select x.id, x.class, x.title, x.on_day, a.number, x.account, x.request, x.is_gone, x.is_held,
              x.is_restricted
            from ({own} union all {asked}) x left join customer_account a on a.id = x.account
            order by x.on_day desc, x.id limit $8 offset $7
            """;

        static string At(string condition, string column) => condition.Replace("{0}", column, StringComparison.Ordinal);
    }
}
