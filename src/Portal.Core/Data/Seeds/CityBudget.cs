using Npgsql;

namespace Portal.Core.Data.Seeds;

/// <summary>
/// Budget billing of the demo city: its rule, and some customers who begin with their next bill, Rosa's mother first.
/// </summary>
internal static class CityBudget
{
    private const int Others = 5;

    private const string Rule = """
        {"kind": "rolling", "kinds": {"business": "fixed_twelfth"}, "margin": 0.05, "review_months": [4, 8],
          "threshold": 0.15, "least_credit_cents": 1000, "history_months": 12, "grace_days": 10}
        """;

    private const string RuleSql = """
        insert into money_rule (id, kind, effective_on, document, made_by, made_at)
          values ('02800000-0000-7000-8000-000000000001', 'budget_billing', $1, $2::jsonb, 'system:city', $3)
        """;

    private const string ReleaseSql = """
        insert into money_rule_release (rule_id, released_by, released_at)
          values ('02800000-0000-7000-8000-000000000001', 'system:setup', $1)
        """;

    private const string EnrollSql = """
        insert into budget_enrollment (id, customer_account_id, rule_id, kind, history_cents, first_amount_cents,
          enrolled_on, enrolled_at, enrolled_by)
        select
          ('02800000-0000-7000-8001-' || lpad((row_number() over (order by a.number))::text, 12, '0'))::uuid, a.id,
          '02800000-0000-7000-8000-000000000001', 'rolling', year.charges, round(year.total / 12.0), $2,
          greatest($3, year.issued_at), 'system:city'
        from customer_account a
        cross join lateral (
          select array_agg(b.new_charges_cents order by b.period_from) as charges, sum(b.new_charges_cents) as total,
            count(*) as bills, max(b.issued_at) as issued_at, max(b.period_to) - min(b.period_from) as days
          from (select * from bill where customer_account_id = a.id order by period_from desc limit 12) b) year
        where a.closed_on is null and year.bills = 12 and year.days between 336 and 384
          and past_due_cents(a.id, $2) = 0
          and not exists (select from service_agreement g
            where g.customer_account_id = a.id and g.customer_class = 'business')
          and (a.id = $1 or a.number in (select number from customer_account order by number offset 20 limit $4))
        """;

    /// <summary>After the last bill of a city with a year of history.</summary>
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
                        new() { Value = first }, new() { Value = Rule }, new() { Value = city.Calendar.At(first, 0) },
                    },
                },
                new(ReleaseSql) { Parameters = { new() { Value = city.Calendar.At(first, 0) } } },
                new(EnrollSql)
                {
                    Parameters =
                    {
                        new() { Value = AccountHistory.AccountId(city, DemoCast.RosasMother) },
                        new() { Value = last },
                        new() { Value = city.Calendar.At(last, 0) },
                        new() { Value = Others },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }
}
