using Npgsql;

namespace Portal.Core.Data.Seeds;

/// <summary>
/// Paying later in the demo city: its policy, some customers who agreed to pay in months, and the relief fund's rule.
/// </summary>
internal static class CityArrangements
{
    private const int Agreed = 4;

    private const string Policy = """
        {"extension": {}, "plan": {"least_owed_cents": 3000, "least_installment_cents": 500}, "grace_days": 5,
          "current_bill_days": 10, "reminder_days": 3, "months_after_broken": 12}
        """;

    private const string RuleSql = """
        insert into money_rule (id, kind, effective_on, document, made_by, made_at)
          values ('03800000-0000-7000-8000-000000000001', 'arrangements', $1, $2::jsonb, 'system:city', $3)
        """;

    private const string ReleaseSql = """
        insert into money_rule_release (rule_id, released_by, released_at) values
          ('03800000-0000-7000-8000-000000000001', 'system:setup', $1),
          ('03900000-0000-7000-8000-000000000001', 'system:setup', $1)
        """;

    private const string ReliefSql = """
        insert into money_rule (id, kind, effective_on, document, made_by, made_at)
          values ('03900000-0000-7000-8000-000000000001', 'relief_fund', $1,
            '{"en": "Alder Falls relief fund", "es": "Fondo de ayuda de Alder Falls", "most_cents": 50000}',
            'system:city', $2)
        """;

    private const string HoursSql = """
        insert into appointment_hours (id, kind, iso_weekday, starts_at, ends_at, slot_minutes, capacity, made_by,
          made_at)
        select ('04000000-0000-7000-8000-' || lpad((row_number() over ())::text, 12, '0'))::uuid, k.kind, d,
          k.starts_at, k.ends_at, k.minutes, k.capacity, 'system:city', $1
        from generate_series(1, 5) d cross join (values ('counter', time '09:00', time '12:00', 30, 2),
          ('call_back', time '13:00', time '16:00', 20, 1)) k(kind, starts_at, ends_at, minutes, capacity)
        """;

    // Whoever owes the most since a bill's due day passed, in four months: three equal parts and the rest.
    private const string AgreeSql = """
        with chosen as (
          select a.id, a.balance_cents as cents, row_number() over (order by a.balance_cents desc, a.number) as no,
            ('03800000-0000-7000-8001-' || lpad((row_number() over (order by a.balance_cents desc, a.number))::text,
              12, '0'))::uuid as arrangement
          from customer_account a
          where a.closed_on is null and a.id <> $4 and a.deferred_cents = 0
            and past_due_as_billed_cents(a.id, $1) >= 3000
            and not exists (select from budget_enrollment n where n.customer_account_id = a.id)
          order by a.balance_cents desc, a.number limit $2),
        items as (
          select c.arrangement, o.id as item, o.open_cents, c.id as account,
            ('03800000-0000-7000-8002-' || lpad((row_number() over (order by c.no, o.due_on, o.id))::text, 12, '0'))
              ::uuid as hold
          from chosen c join open_item o on o.customer_account_id = c.id and o.open_cents > 0),
        agreed as (
          insert into payment_arrangement (id, customer_account_id, rule_id, kind, covered_cents, agreed_on, agreed_at,
            agreed_by)
          select c.arrangement, c.id, '03800000-0000-7000-8000-000000000001', 'arrangement',
            (select sum(i.open_cents) from items i where i.arrangement = c.arrangement), $1, $3, 'system:city'
          from chosen c returning id, covered_cents),
        held as (
          insert into account_hold (id, customer_account_id, open_item_id, kind, reason, starts_on, made_by, made_at)
          select hold, account, item, 'plan', 'Payment arrangement', $1, 'system:city', $3 from items returning id),
        covered as (
          insert into arrangement_item (arrangement_id, open_item_id, covered_cents, hold_id)
          select arrangement, item, open_cents, hold from items)
        insert into arrangement_installment (arrangement_id, no, due_on, amount_cents)
        select g.id, n.no, ($1 + n.no * interval '1 month')::date,
          case n.no when 4 then g.covered_cents - 3 * round(g.covered_cents / 4.0) else round(g.covered_cents / 4.0) end
        from agreed g cross join generate_series(1, 4) n(no)
        """;

    /// <summary>After the last bill of the city.</summary>
    internal static async Task RunAsync(NpgsqlConnection connection, CityPlan city, CancellationToken ct)
    {
        var (first, last) = (city.Calendar.FirstDay, city.Calendar.AsOf.AddDays(-1));
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(RuleSql)
                {
                    Parameters =
                    {
                        new() { Value = first }, new() { Value = Policy }, new() { Value = city.Calendar.At(first, 0) },
                    },
                },
                new(HoursSql) { Parameters = { new() { Value = city.Calendar.At(first, 0) } } },
                new(ReliefSql)
                {
                    Parameters = { new() { Value = first }, new() { Value = city.Calendar.At(first, 0) } },
                },
                new(ReleaseSql) { Parameters = { new() { Value = city.Calendar.At(first, 0) } } },
                new(AgreeSql)
                {
                    Parameters =
                    {
                        new() { Value = last }, new() { Value = Agreed }, new() { Value = city.Calendar.At(last, 0) },
                        new() { Value = AccountHistory.AccountId(city, DemoCast.Rosa) },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }
}
