using Npgsql;
using Portal.Core.Billing.Rates;
using Portal.Core.Money;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// For the few meters that show less than was billed on an estimate: the bills since their last actual read, newest
/// first, with all that is needed to price them again.
/// </summary>
internal static class LoadEstimates
{
    private const string BilledSql = """
        select wanted.no, b.id, b.number, r.previous_read_on, r.current_read_on, r.used, r.current_kind = 'estimated'
        from unnest($1::uuid[], $2::uuid[]) with ordinality wanted(account, point, no)
        join bill b on b.customer_account_id = wanted.account
          and not exists (select from bill_cancellation c where c.bill_id = b.id)
        join bill_read r on r.bill_id = b.id and r.service_point_id = wanted.point
        order by wanted.no, r.current_read_on desc
        """;

    private sealed record Billed(
        long No, Guid BillId, long Number, DateOnly From, DateOnly To, decimal Used, bool Estimated);

    internal static async Task RunAsync(
        NpgsqlConnection connection, Dictionary<Guid, List<PointInputs>> points, CancellationToken ct)
    {
        var ahead = (
            from account in points
            from point in account.Value.Index()
            where IsAhead(point.Item)
            select (Account: account.Key, Points: account.Value, Place: point.Index)).ToList();
        if (ahead.Count == 0)
        {
            return;
        }

        var billed = await BilledAsync(
            connection, [.. ahead.Select(a => a.Account)],
            [.. ahead.Select(a => a.Points[a.Place].ServicePointId)], ct);
        var estimated = billed.GroupBy(b => b.No)
            .ToDictionary(of => of.Key, of => of.TakeWhile(b => b.Estimated).ToList());
        var bills = estimated.Values.SelectMany(e => e).Select(e => e.BillId).Distinct().ToArray();
        var inputs = await InputsAsync(connection, bills, ct);
        var lines = await LinesAsync(connection, bills, ct);
        foreach (var (no, found) in estimated)
        {
            var (_, list, place) = ahead[(int)no - 1];
            list[place] = list[place] with
            {
                Estimates =
                [
                    .. found.Where(e => inputs.ContainsKey(e.Number)).Select(e => new EstimatedPeriod(
                        e.BillId, e.From, e.To, e.Used, inputs[e.Number], [.. lines[e.BillId]])),
                ],
            };
        }
    }

    private static bool IsAhead(PointInputs point) =>
        point is { IsMetered: true, OpeningIsBilled: true, Exchange: null }
        && point is { Opening: { Kind: ReadKind.Estimated } opening, Closing: { Kind: ReadKind.Actual } closing }
        && point.UseOf(opening, closing) < 0m;

    private static async Task<List<Billed>> BilledAsync(
        NpgsqlConnection connection, Guid[] accounts, Guid[] points, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(BilledSql, connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = accounts }, new() { Value = points } },
        };
        var billed = new List<Billed>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            billed.Add(new(
                row.GetInt64(0), row.GetGuid(1), row.GetInt64(2), row.GetFieldValue<DateOnly>(3),
                row.GetFieldValue<DateOnly>(4), row.GetDecimal(5), row.GetBoolean(6)));
        }

        return billed;
    }

    private static async Task<Dictionary<long, BillInputs>> InputsAsync(
        NpgsqlConnection connection, Guid[] bills, CancellationToken ct)
    {
        var inputs = new Dictionary<long, BillInputs>();
        await foreach (var bill in LoadBillInputs.OfBillsAsync(connection, bills, ct))
        {
            inputs.Add(bill.Number, bill);
        }

        return inputs;
    }

    private static async Task<ILookup<Guid, BilledLine>> LinesAsync(
        NpgsqlConnection connection, Guid[] bills, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select bill_id, no, service, charge_code, amount_cents, explanation ? 'discounts' from bill_line
            where bill_id = any($1) order by bill_id, no
            """, connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = bills } },
        };
        var lines = new List<(Guid Bill, BilledLine Line)>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            lines.Add((row.GetGuid(0), new(
                row.GetInt32(1), RunWords.Service(row.GetString(2)), row.GetString(3), new Usd(row.GetInt64(4)),
                row.GetBoolean(5))));
        }

        return lines.ToLookup(l => l.Bill, l => l.Line);
    }
}
