using Npgsql;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// What the bills of some accounts are priced by, besides reads and rates, summed up in a number for each kind: who is
/// served what on which terms, the meters and places, their exchanges, and the water of others that a sewer is reckoned
/// by. Kept with the preview and asked again under the locks: what differs has changed meanwhile. Days outside the
/// period count as its edges, so that a move next month holds no bill of this one.
/// </summary>
internal static class BillingBasis
{
    /// <summary>The kinds, in the order of the numbers.</summary>
    private static readonly FindingCode[] Kinds =
        [FindingCode.AgreementChanged, FindingCode.ExchangeChanged, FindingCode.PointChanged, FindingCode.WaterChanged];

    private const string Sql = """
        with wanted as (
          select unnest($1::uuid[]) as id
        ), mine as materialized (
          select wanted.id, g.service_point_id as point, s.premise_id, s.service,
            row(g.service_point_id, g.customer_class, greatest(g.starts_on, $2),
              case when g.ends_on < $3 then g.ends_on end, g.dwellings, g.choice, g.frequency, g.extra_pickups,
              g.exemptions, g.discounts)::text as agreement,
            row(s.id, s.meter_number, s.meter_size, s.carts, s.meter_multiplier, s.meter_dials, s.read_unit,
              s.area_sqft, p.location, p.rate_area)::text as place,
            (select string_agg(row(x.exchanged_on, x.old_reading, x.new_reading)::text, ',' order by x.id)
              from meter_exchange x where x.service_point_id = s.id and x.exchanged_on <= $3 + 10) as exchanges
          from wanted
          join service_agreement g on g.customer_account_id = wanted.id
            and g.starts_on < $3 and (g.ends_on is null or g.ends_on > $2)
          join service_point s on s.id = g.service_point_id
          join premise p on p.id = s.premise_id
        ), other as (
          select m.id, string_agg(row(w.id, w.read_unit, w.meter_multiplier, w.meter_dials,
            (select string_agg(row(r.read_on, r.reading)::text, ',' order by r.read_on) from meter_read r
              where r.service_point_id = w.id and r.read_on between $2 - 10 and $3 + 10),
            exists (select from read_exception e where e.service_point_id = w.id
              and e.state in ('open', 'reread_ordered', 'awaiting_approval')))::text, ',' order by w.id) as water
          from mine m
          join service_point w on w.premise_id = m.premise_id and w.service = 'water' and w.meter_number is not null
          where m.service = 'sewer' and not exists (
            select from service_agreement o where o.customer_account_id = m.id and o.service_point_id = w.id
              and o.starts_on < $3 and (o.ends_on is null or o.ends_on > $2))
          group by m.id
        ), basis as (
          select mine.id, array[
            hashtextextended(string_agg(agreement, ',' order by agreement), 0),
            hashtextextended(coalesce(string_agg(exchanges, ',' order by point), ''), 0),
            hashtextextended(string_agg(place, ',' order by place), 0),
            hashtextextended(coalesce(min(other.water), ''), 0)] as sums
          from mine left join other on other.id = mine.id group by mine.id
        )
        """;

    /// <summary>Each account's numbers; one that is served nothing has none.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, long[]>> OfAsync(
        NpgsqlConnection connection, Guid[] accounts, RunTerms terms, CancellationToken ct)
    {
        await using var command = Command(
            connection, Sql + "select id, sums from basis", new() { Value = accounts },
            new() { Value = terms.From }, new() { Value = terms.To });
        var sums = new Dictionary<Guid, long[]>(accounts.Length);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            sums.Add(row.GetGuid(0), row.GetFieldValue<long[]>(1));
        }

        return sums;
    }

    /// <summary>What is otherwise than it was when the run was previewed; an exchange is a new meter too.</summary>
    internal static async Task<IReadOnlyList<RunFinding>> ChangesAsync(
        NpgsqlConnection connection, Guid runId, Guid[] accounts, RunTerms terms, CancellationToken ct)
    {
        await using var command = Command(
            connection,
            Sql + """
            select i.customer_account_id, i.basis, coalesce(basis.sums, '{}') from bill_run_item i
            left join basis on basis.id = i.customer_account_id
            where i.run_id = $4 and i.customer_account_id = any($1) and i.basis <> coalesce(basis.sums, '{}')
            """,
            new() { Value = accounts }, new() { Value = terms.From }, new() { Value = terms.To },
            new() { Value = runId });
        var changes = new List<RunFinding>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var (was, now) = (row.GetFieldValue<long[]>(1), row.GetFieldValue<long[]>(2));
            var kinds = Kinds.Where((_, place) => was.ElementAtOrDefault(place) != now.ElementAtOrDefault(place))
                .ToList();
            kinds.RemoveAll(k => k == FindingCode.PointChanged && kinds.Contains(FindingCode.ExchangeChanged));
            changes.AddRange(kinds.Select(kind => new RunFinding(row.GetGuid(0), kind, Blocks: true)));
        }

        return changes;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params NpgsqlParameter[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(values);
        return command;
    }
}
