using Npgsql;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// Puts the bills that a print run took into postal order, by the addresses that their customers have now. Some
/// thousand at a time; run again, it goes on with those not sorted yet.
/// </summary>
public sealed class SortPrintRun(NpgsqlDataSource database)
{
    private const int AtOnce = 5_000;

    /// <returns>Bills sorted.</returns>
    public async Task<int> RunAsync(Guid printRunId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var sorted = 0;
        while (await ReadAsync(connection, printRunId, ct) is { Count: > 0 } rows)
        {
            await WriteAsync(connection, printRunId, rows, ct);
            sorted += rows.Count;
        }

        return sorted;
    }

    private static async Task<List<(Guid Bill, Post Post, string Key)>> ReadAsync(
        NpgsqlConnection connection, Guid printRunId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select p.bill_id, a.number, c.mailing_line1, c.mailing_line2, c.mailing_city, c.mailing_state,
              c.mailing_postal_code, c.mailing_country
            from bill_print p
            join bill b on b.id = p.bill_id
            join customer_account a on a.id = b.customer_account_id
            join customer c on c.id = a.customer_id
            where p.print_run_id = $1 and p.post is null and p.batch_id is null and p.withdrawn_at is null
            limit $2
            """, connection)
        {
            Parameters = { new() { Value = printRunId }, new() { Value = AtOnce } },
        };
        var rows = new List<(Guid, Post, string)>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var (post, key) = PostalOrder.Of(new(
                row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4),
                row.GetString(5), row.GetString(6), row.GetString(7)));
            rows.Add((row.GetGuid(0), post, key));
        }

        return rows;
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection, Guid printRunId, List<(Guid Bill, Post Post, string Key)> rows,
        CancellationToken ct)
    {
        rows.Sort((a, b) => a.Bill.CompareTo(b.Bill));
        await using var command = new NpgsqlCommand("""
            update bill_print p set post = sorted.post, postal_order = sorted.key
            from unnest($2::uuid[], $3::text[], $4::text[]) sorted(bill, post, key)
            where p.bill_id = sorted.bill and p.print_run_id = $1 and p.batch_id is null
            """, connection)
        {
            Parameters =
            {
                new() { Value = printRunId },
                new() { Value = rows.Select(r => r.Bill).ToArray() },
                new() { Value = rows.Select(r => r.Post.ToString().ToLowerInvariant()).ToArray() },
                new() { Value = rows.Select(r => r.Key).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}
