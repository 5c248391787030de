using System.Runtime.CompilerServices;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;

namespace Portal.Core.Billing.Rates;

/// <summary>
/// Reads what issued bills were made of, one after the other, without holding them all: reads from the bill, class,
/// dwellings, discounts and exemptions from the service agreements of the period.
/// </summary>
public static class LoadBillInputs
{
    private const string Question = """
        select b.id, a.number, b.number, b.issued_on, b.new_charges_cents, b.period_from, b.period_to, p.location,
          s.service, s.meter_size, s.carts, s.area_sqft, g.customer_class, g.dwellings, g.choice, g.exemptions,
          g.discounts, r.used, r.meter_number, r.previous_reading, r.previous_read_on, r.current_reading,
          r.current_read_on, r.current_kind = 'estimated'
        from bill b
        join customer_account a on a.id = b.customer_account_id
        join premise p on p.id = a.premise_id
        join service_agreement g on g.customer_account_id = a.id and g.starts_on < b.period_to
          and (g.ends_on is null or g.ends_on > b.period_from)
        join service_point s on s.id = g.service_point_id
        left join bill_read r on r.bill_id = b.id and r.service_point_id = s.id
        """;

    private static readonly string[] Order =
        ["water", "sewer", "refuse", "stormwater", "electric", "irrigation", "fire_line"];

    /// <summary>The bills issued from one day to before another, in the order of their numbers.</summary>
    public static IAsyncEnumerable<BillInputs> IssuedAsync(
        NpgsqlConnection connection, DateOnly from, DateOnly before, CancellationToken ct) =>
        ReadAsync(
            connection, $"{Question} where b.issued_on >= $1 and b.issued_on < $2 order by b.number",
            [from, before], ct);

    /// <summary>Some bills, in the order of their numbers.</summary>
    internal static IAsyncEnumerable<BillInputs> OfBillsAsync(
        NpgsqlConnection connection, Guid[] bills, CancellationToken ct) =>
        ReadAsync(connection, $"{Question} where b.id = any($1) order by b.number", [bills], ct);

    /// <summary>The last bill of an account, or null when it has none.</summary>
    public static async Task<BillInputs?> LastOfAsync(
        NpgsqlConnection connection, string accountNumber, CancellationToken ct)
    {
        const string last = """
             where b.id = (select l.id from bill l join customer_account c on c.id = l.customer_account_id
               where c.number = $1 order by l.period_from desc limit 1)
            """;
        await foreach (var bill in ReadAsync(connection, $"{Question}{last}", [accountNumber], ct))
        {
            return bill;
        }

        return null;
    }

    private static async IAsyncEnumerable<BillInputs> ReadAsync(
        NpgsqlConnection connection, string sql, object[] values, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var row = await command.ExecuteReaderAsync(ct);
        BillInputs? bill = null;
        var id = Guid.Empty;
        var points = new List<PointInputs>();
        while (await row.ReadAsync(ct))
        {
            if (row.GetGuid(0) != id)
            {
                if (bill is not null)
                {
                    yield return bill with { Points = Finished(points) };
                }

                (id, points) = (row.GetGuid(0), []);
                bill = new(row.GetString(1), row.GetInt64(2), row.GetFieldValue<DateOnly>(3), new(row.GetInt64(4)), []);
            }

            points.Add(Point(row));
        }

        if (bill is not null)
        {
            yield return bill with { Points = Finished(points) };
        }
    }

    private static PointInputs Point(NpgsqlDataReader row)
    {
        var service = row.GetString(8);
        return new(service, row.GetString(12), new()
        {
            Schedule = PointInputs.None,
            FromOn = row.GetFieldValue<DateOnly>(5),
            ToOn = row.GetFieldValue<DateOnly>(6),
            Location = row.GetString(7) == "inside_city" ? PremiseLocation.InsideCity : PremiseLocation.OutsideCity,
            MeterSize = row.IsDBNull(9) ? null : row.GetString(9),
            Count = service == "refuse" ? row.GetInt32(10) : 1,
            SquareFeet = row.IsDBNull(11) ? null : row.GetDecimal(11),
            Dwellings = row.GetInt32(13),
            Choice = row.IsDBNull(14) ? null : row.GetString(14),
            Exemptions = row.GetFieldValue<string[]>(15),
            Discounts = row.GetFieldValue<string[]>(16),
            Quantity = row.IsDBNull(17) ? 0m : row.GetDecimal(17),
            Read = row.IsDBNull(17)
                ? null
                : new(row.GetString(18), row.GetDecimal(19), row.GetFieldValue<DateOnly>(20), row.GetDecimal(21),
                    row.GetFieldValue<DateOnly>(22), row.GetBoolean(23)),
        });
    }

    /// <summary>In the order in which bills are printed; sewer is reckoned by the water that came in.</summary>
    private static List<PointInputs> Finished(List<PointInputs> points)
    {
        var water = points.Where(p => p.Service == "water").Sum(p => p.Template.Quantity);
        return
        [
            .. points.OrderBy(p => Array.IndexOf(Order, p.Service)).Select(p => p.Service == "sewer"
                ? p with { Template = p.Template with { Quantity = water } }
                : p),
        ];
    }
}
