using Npgsql;
using Portal.Core.Billing;
using Portal.Core.Money;

namespace Portal.Core.Payments.Arrangements;

/// <summary>
/// What an account with an active arrangement has promised: which part of which open items, and when. Money is shared
/// out with it (<see cref="AllocationOrder"/>), and where the arrangement stands is derived from it: nothing of that is
/// stored, so that a payment taken back is missed again.
/// </summary>
/// <param name="Covered">By open item.</param>
/// <param name="Installments">In order of their days.</param>
public sealed record PaymentPromise(
    Guid ArrangementId, IReadOnlyDictionary<Guid, Usd> Covered,
    IReadOnlyList<(int No, DateOnly DueOn, Usd Amount)> Installments)
{
    /// <summary>Rows of covered items, then rows of installments; those of an account stand together.</summary>
    internal const string Sql = """
        select a.customer_account_id, a.id, i.open_item_id, i.covered_cents, null::integer, null::date
        from payment_arrangement a join arrangement_item i on i.arrangement_id = a.id
        where a.customer_account_id = any($1) and a.state = 'active'
        union all
        select a.customer_account_id, a.id, null, n.amount_cents, n.no, n.due_on
        from payment_arrangement a join arrangement_installment n on n.arrangement_id = a.id
        where a.customer_account_id = any($1) and a.state = 'active'
        order by 1, 5 nulls first
        """;

    /// <summary>One payment of the promise and what of it is not made.</summary>
    public sealed record Step(int No, DateOnly DueOn, Usd Amount, Usd Unpaid);

    public Usd Total => Covered.Values.Sum();

    /// <summary>The payments, each with what is unpaid of it: the earliest are paid first.</summary>
    /// <param name="open">What is still open of the covered parts.</param>
    public IReadOnlyList<Step> Steps(Usd open)
    {
        var received = Total - open;
        var steps = new List<Step>();
        foreach (var (no, dueOn, amount) in Installments)
        {
            var paid = Usd.Min(amount, received);
            received -= paid;
            steps.Add(new(no, dueOn, amount, amount - paid));
        }

        return steps;
    }

    internal static async Task<Dictionary<Guid, PaymentPromise>> OfAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> accounts, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters = { new() { Value = accounts.ToArray() } },
        };
        await using var rows = await command.ExecuteReaderAsync(ct);
        return await ReadAsync(rows, ct);
    }

    /// <summary>Reads the rows of <see cref="Sql"/>, by account.</summary>
    internal static async Task<Dictionary<Guid, PaymentPromise>> ReadAsync(NpgsqlDataReader rows, CancellationToken ct)
    {
        var found = new Dictionary<Guid, PaymentPromise>();
        while (await rows.ReadAsync(ct))
        {
            if (!found.TryGetValue(rows.GetGuid(0), out var promise))
            {
                promise = new(
                    rows.GetGuid(1), new Dictionary<Guid, Usd>(), new List<(int, DateOnly, Usd)>());
                found.Add(rows.GetGuid(0), promise);
            }

            var amount = new Usd(rows.GetInt64(3));
            if (rows.IsDBNull(2))
            {
                ((List<(int, DateOnly, Usd)>)promise.Installments)
                    .Add((rows.GetInt32(4), rows.GetFieldValue<DateOnly>(5), amount));
            }
            else
            {
                ((Dictionary<Guid, Usd>)promise.Covered).Add(rows.GetGuid(2), amount);
            }
        }

        return found;
    }
}
