using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// Reads the water that a sewer is reckoned by: what came into the premise on other accounts, and, where the rates
/// count a winter average, what this customer was billed in past winters, here and at former addresses.
/// </summary>
internal static class LoadPremiseWater
{
    /// <summary>Days from a period's first and last day within which a read of another's meter counts for it.</summary>
    private const int DaysFromEnd = 10;

    /// <summary>A read of another's meter that is in doubt holds the sewer too.</summary>
    private const string OthersSql = """
        select wanted.no, count(*)::int,
          count(*) filter (where used.quantity is null or used.quantity < 0 or exists (
            select from read_exception e where e.service_point_id = w.id
              and e.state in ('open', 'reread_ordered', 'awaiting_approval')))::int,
          coalesce(sum(used.quantity), 0), array_agg(distinct coalesce(w.read_unit, '–'))
        from unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[])
          with ordinality wanted(account, premise_id, from_on, to_on, no)
        join service_point w on w.premise_id = wanted.premise_id and w.service = 'water' and w.meter_number is not null
        left join unnest($5::uuid[], $6::uuid[]) own(account, point)
          on own.account = wanted.account and own.point = w.id
        left join lateral (
          select r.read_on, r.reading from meter_read r where r.service_point_id = w.id
            and r.read_on between wanted.from_on - $7 and wanted.from_on + $7
          order by abs(r.read_on - wanted.from_on), r.read_on desc limit 1) opening on own.point is null
        left join lateral (
          select r.read_on, r.reading from meter_read r where r.service_point_id = w.id
            and r.read_on between wanted.to_on - $7 and least(wanted.to_on + $7, $8)
          order by abs(r.read_on - wanted.to_on), r.read_on desc limit 1) closing
          on opening.read_on < closing.read_on
        left join lateral (
          select point_use(w.id, opening.read_on, opening.reading, closing.read_on, closing.reading, null) as quantity)
          used on closing.read_on is not null
        where own.point is null
        group by wanted.no
        """;

    /// <summary>Bills of all the customer's accounts, for the days that each had the sewer of the place.</summary>
    private const string WintersSql = """
        select wanted.no, sewer.premise_id, r.previous_read_on, r.current_read_on, r.used,
          r.previous_kind = 'estimated' or r.current_kind = 'estimated',
          exists (select from adjustment x where x.cites_bill_id = b.id and x.side = 'credit' and x.kind = 'leak'
            and not exists (select from adjustment y where y.reverses_id = x.id)),
          r.unit
        from unnest($1::uuid[]) with ordinality wanted(account, no)
        join customer_account a on a.id = wanted.account
        join customer_account mine on mine.customer_id = a.customer_id
        join service_agreement g on g.customer_account_id = mine.id
        join service_point sewer on sewer.id = g.service_point_id and sewer.service = 'sewer'
        join service_point w on w.premise_id = sewer.premise_id and w.service = 'water' and w.meter_number is not null
        join bill_read r on r.service_point_id = w.id and r.current_read_on > $2::date - 800 and r.current_read_on <= $2
          and r.previous_read_on >= g.starts_on - $3 and (g.ends_on is null or r.current_read_on <= g.ends_on + $3)
        join bill b on b.id = r.bill_id
          and not exists (select from bill_cancellation c where c.bill_id = b.id)
        order by wanted.no, r.current_read_on
        """;

    private sealed record Sewer(Guid Account, List<PointInputs> Points, int Place)
    {
        internal PointInputs Point
        {
            get => Points[Place];
            set => Points[Place] = value;
        }
    }

    internal static async Task RunAsync(
        NpgsqlConnection connection, Dictionary<Guid, List<PointInputs>> points, RunTerms terms, RateBook book,
        CancellationToken ct)
    {
        var sewers = (
            from account in points
            from point in account.Value.Index()
            where point.Item.Service == UtilityService.Sewer
            select new Sewer(account.Key, account.Value, point.Index)).ToList();
        if (sewers.Count == 0)
        {
            return;
        }

        await OthersAsync(connection, sewers, points, terms, ct);
        var winters = sewers.Where(s => CountsWinters(book, s.Point, terms.BillOn)).ToList();
        if (winters.Count > 0)
        {
            await WintersAsync(connection, winters, terms, ct);
        }
    }

    private static bool CountsWinters(RateBook book, PointInputs sewer, DateOnly billOn) =>
        book.On(billOn, RunWords.Of(sewer.Service), RunWords.Of(sewer.CustomerClass))?.Charges.Any(
            c => c is UseCharge { Basis: UseBasis.WinterAverage or UseBasis.LowerOfBoth }) == true;

    private static async Task OthersAsync(
        NpgsqlConnection connection, List<Sewer> sewers, Dictionary<Guid, List<PointInputs>> points, RunTerms terms,
        CancellationToken ct)
    {
        var own = (
            from account in points
            from point in account.Value
            where point.Service == UtilityService.Water
            select (Account: account.Key, Point: point.ServicePointId)).ToList();
        await using var command = new NpgsqlCommand(OthersSql, connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = sewers.Select(s => s.Account).ToArray() },
                new() { Value = sewers.Select(s => s.Point.PremiseId).ToArray() },
                new() { Value = sewers.Select(s => terms.FromOf(s.Point)).ToArray() },
                new() { Value = sewers.Select(s => terms.ToOf(s.Point)).ToArray() },
                new() { Value = own.Select(o => o.Account).ToArray() },
                new() { Value = own.Select(o => o.Point).ToArray() },
                new() { Value = DaysFromEnd },
                new() { Value = terms.BillOn },
            },
        };
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var sewer = sewers[(int)row.GetInt64(0) - 1];
            sewer.Point = sewer.Point with
            {
                OtherWater = new(
                    row.GetInt32(1), row.GetInt32(2), row.GetDecimal(3), row.GetFieldValue<string[]>(4)),
            };
        }
    }

    private static async Task WintersAsync(
        NpgsqlConnection connection, List<Sewer> sewers, RunTerms terms, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(WintersSql, connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = sewers.Select(s => s.Account).ToArray() },
                new() { Value = terms.BillOn },
                new() { Value = DaysFromEnd },
            },
        };
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var sewer = sewers[(int)row.GetInt64(0) - 1];
            var use = new PastUse(
                row.GetFieldValue<DateOnly>(2), row.GetFieldValue<DateOnly>(3), row.GetDecimal(4), row.GetBoolean(5),
                row.GetBoolean(6));
            sewer.Point = sewer.Point with
            {
                Winters = [.. sewer.Point.Winters, new(row.GetGuid(1), use, row.GetString(7))],
            };
        }
    }
}
