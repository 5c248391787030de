using Npgsql;
using NpgsqlTypes;
using Portal.Core.Accounts;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// Reads what the bills of some accounts depend on: a few statements for any number of accounts, each row looked up by
/// an index, nothing tracked.
/// </summary>
internal static class LoadRunInputs
{
    /// <summary>Days from the period's end, before or after, within which a read may close it.</summary>
    private const int DaysFromEnd = 10;

    private const string AccountsSql = """
        select a.id, a.premise_id, a.balance_cents,
          (c.mailing_line1 <> '' and (c.mailing_postal_code <> ''
            or (c.mailing_country <> 'US' and c.mailing_city <> ''))) or c.email is not null,
          last.id, last.period_to, last.new_charges_cents,
          (select min(greatest(last.period_to, g.starts_on)) from service_agreement g
            where g.customer_account_id = a.id and g.starts_on < $2
              and (g.ends_on is null or g.ends_on > greatest(last.period_to, g.starts_on))),
          array(select h.rule from account_held_for_billing h where h.customer_account_id = a.id order by h.rule)
        from unnest($1::uuid[]) wanted(id)
        join customer_account a on a.id = wanted.id
        join customer c on c.id = a.customer_id
        left join lateral (
          select b.id, b.period_to, b.new_charges_cents from bill b
          where b.customer_account_id = a.id and not exists (select from bill_cancellation c where c.bill_id = b.id)
            and ($3::date is null or b.period_from < $3)
          order by b.period_from desc, b.number desc limit 1) last on true
        order by a.id
        """;

    /// <summary>
    /// A read is the closing one of a bill and the opening one of the next, whatever its day. The meter is the one that
    /// hung there on the day of the closing read: one exchanged since does not count.
    /// </summary>
    private const string PointsSql = """
        select g.customer_account_id, g.service_point_id, s.premise_id, s.service, p.location, g.customer_class,
          g.starts_on, g.ends_on, g.dwellings, g.choice, g.exemptions, g.discounts,
          coalesce(later.old_meter_number, s.meter_number), s.meter_size, s.carts,
          coalesce(later.old_multiplier, s.meter_multiplier), coalesce(later.old_dials, s.meter_dials), s.read_unit,
          s.area_sqft,
          coalesce(billed.current_read_on, opening.read_on), coalesce(billed.current_reading, opening.reading),
          coalesce(billed.current_kind, opening.kind), closing.read_on, closing.reading, closing.kind,
          exchange.times, exchange.old_reading, exchange.old_multiplier, exchange.new_reading,
          billed.bill_id is not null, g.frequency, g.extra_pickups, p.rate_area, closing.demand, closing.exported
        from unnest($1::uuid[], $2::uuid[]) wanted(id, last_bill_id)
        join service_agreement g on g.customer_account_id = wanted.id
          and g.starts_on < $4 and (g.ends_on is null or g.ends_on > greatest($3, g.starts_on))
        join service_point s on s.id = g.service_point_id
        join premise p on p.id = s.premise_id
        left join bill_read billed on billed.bill_id = wanted.last_bill_id and billed.service_point_id = s.id
          and (billed.current_read_on >= g.starts_on or exists (
            select from service_agreement same where same.customer_account_id = g.customer_account_id
              and same.service_point_id = g.service_point_id and same.ends_on = g.starts_on
              and same.starts_on <= billed.current_read_on))
        left join lateral (
          select r.read_on, r.reading, r.kind from meter_read r
          where billed.bill_id is null and s.meter_number is not null
            and r.service_point_id = s.id and r.read_on <= greatest(g.starts_on, $3)
          order by r.read_on desc limit 1) opening on true
        left join lateral (
          select r.read_on, r.reading, r.kind, r.demand, r.exported from meter_read r
          where s.meter_number is not null and r.service_point_id = s.id
            and r.read_on > coalesce(billed.current_read_on, opening.read_on, $3)
            and r.read_on between least(g.ends_on, $4) - $6 and least(g.ends_on, $4 + $6, $5)
          order by abs(r.read_on - least(g.ends_on, $4)), r.read_on desc limit 1) closing on true
        left join lateral (
          select count(*)::int as times, min(x.old_reading) as old_reading, min(x.old_multiplier) as old_multiplier,
            min(x.new_reading) as new_reading
          from meter_exchange x where x.service_point_id = s.id and x.exchanged_on <= closing.read_on
            and x.exchanged_on > coalesce(billed.current_read_on, opening.read_on)) exchange
          on exchange.times > 0
        left join lateral (
          select x.old_meter_number, x.old_multiplier, x.old_dials from meter_exchange x
          where x.service_point_id = s.id and x.exchanged_on > closing.read_on
          order by x.exchanged_on limit 1) later on true
        order by g.customer_account_id, s.premise_id, s.service, g.service_point_id
        """;

    /// <summary>The accounts in the order of their ids.</summary>
    /// <param name="before">Bills of a period from this day on are as if not there; null for none.</param>
    internal static async Task<IReadOnlyList<AccountInputs>> RunAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> accounts, RunTerms terms, RateBook book,
        CancellationToken ct, DateOnly? before = null)
    {
        var heads = await AccountsAsync(connection, accounts, terms, before, ct);
        var points = await PointsAsync(connection, heads, terms, ct);
        await LoadPremiseWater.RunAsync(connection, points, terms, book, ct);
        if (before is null)
        {
            await LoadEstimates.RunAsync(connection, points, ct);
        }

        var budgets = await LiveBudget.OfAsync(connection, accounts, ct);
        return
        [
            .. heads.Select(head => head with
            {
                Points = points.GetValueOrDefault(head.Id, []), Budget = budgets.GetValueOrDefault(head.Id),
            }),
        ];
    }

    private static async Task<List<AccountInputs>> AccountsAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> accounts, RunTerms terms, DateOnly? before,
        CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(AccountsSql, connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = accounts.ToArray() },
                new() { Value = terms.From },
                new() { Value = (object?)before ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date },
            },
        };
        var heads = new List<AccountInputs>(accounts.Count);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            heads.Add(new(
                row.GetGuid(0),
                row.GetGuid(1),
                new Usd(row.GetInt64(2)),
                row.GetBoolean(3),
                row.GetFieldValue<string[]>(8),
                row.IsDBNull(4)
                    ? null
                    : new(row.GetGuid(4), row.GetFieldValue<DateOnly>(5), new Usd(row.GetInt64(6))),
                row.IsDBNull(7) || row.GetFieldValue<DateOnly>(7) >= terms.From
                    ? null
                    : row.GetFieldValue<DateOnly>(7),
                []));
        }

        return heads;
    }

    private static async Task<Dictionary<Guid, List<PointInputs>>> PointsAsync(
        NpgsqlConnection connection, List<AccountInputs> heads, RunTerms terms, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(PointsSql, connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = heads.Select(h => h.Id).ToArray() },
                new()
                {
                    Value = heads.Select(h => h.Last?.Id).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
                },
                new() { Value = terms.From },
                new() { Value = terms.To },
                new() { Value = terms.BillOn },
                new() { Value = DaysFromEnd },
            },
        };
        var points = new Dictionary<Guid, List<PointInputs>>(heads.Count);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var account = row.GetGuid(0);
            if (!points.TryGetValue(account, out var list))
            {
                points.Add(account, list = new(4));
            }

            list.Add(Point(row));
        }

        return points;
    }

    private static PointInputs Point(NpgsqlDataReader row) => new()
    {
        ServicePointId = row.GetGuid(1),
        PremiseId = row.GetGuid(2),
        Service = RunWords.Service(row.GetString(3)),
        Location = row.GetString(4) == "outside_city" ? PremiseLocation.OutsideCity : PremiseLocation.InsideCity,
        CustomerClass = RunWords.Class(row.GetString(5)),
        StartsOn = row.GetFieldValue<DateOnly>(6),
        EndsOn = row.IsDBNull(7) ? null : row.GetFieldValue<DateOnly>(7),
        Dwellings = row.GetInt32(8),
        Choice = Text(row, 9),
        Exemptions = row.GetFieldValue<string[]>(10),
        Discounts = row.GetFieldValue<string[]>(11),
        MeterNumber = Text(row, 12),
        MeterSize = Text(row, 13),
        Carts = row.GetInt32(14),
        Multiplier = row.GetDecimal(15),
        Dials = row.GetInt32(16),
        ReadUnit = Text(row, 17),
        AreaSqft = row.IsDBNull(18) ? null : row.GetDecimal(18),
        Opening = Read(row, 19),
        OpeningIsBilled = row.GetBoolean(29),
        Frequency = Text(row, 30),
        ExtraPickups = row.GetInt32(31),
        RateArea = Text(row, 32),
        Demand = row.IsDBNull(33) ? null : row.GetDecimal(33),
        Exported = row.IsDBNull(34) ? null : row.GetDecimal(34),
        Closing = Read(row, 22),
        Exchange = row.IsDBNull(25)
            ? null
            : new(row.GetInt32(25), row.GetDecimal(26), row.GetDecimal(27), row.GetDecimal(28)),
    };

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static PointRead? Read(NpgsqlDataReader row, int column) => row.IsDBNull(column)
        ? null
        : new(
            row.GetFieldValue<DateOnly>(column),
            // 11.5900 and 11.59 are one number and should be explained alike.
            row.GetDecimal(column + 1) / 1.0000000000000000000000000000m,
            row.GetString(column + 2) == "estimated" ? ReadKind.Estimated : ReadKind.Actual);
}
