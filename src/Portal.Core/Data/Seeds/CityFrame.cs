using Npgsql;
using NpgsqlTypes;
using Portal.Core.Billing.Rating;

namespace Portal.Core.Data.Seeds;

/// <summary>What comes before the first account and after the last: periods, rates, the next bill number.</summary>
internal static class CityFrame
{
    private const int MonthsAhead = 24;

    /// <summary>Opens every month that the city posts to, and keeps its rates.</summary>
    internal static async Task BeginAsync(NpgsqlConnection connection, CityPlan city, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("""
            insert into accounting_period (starts_on, state)
            select month::date, 'open'
            from generate_series($1::timestamp, $2::timestamp, interval '1 month') as month
            on conflict (starts_on) do nothing
            """)
        {
            Parameters =
            {
                new() { Value = FirstOfMonth(city.Calendar.FirstDay).ToDateTime(default) },
                new() { Value = FirstOfMonth(city.Calendar.AsOf).AddMonths(MonthsAhead).ToDateTime(default) },
            },
        });
        foreach (var (place, schedule) in city.Rates.Schedules.Index())
        {
            var from = city.Calendar.At(schedule.EffectiveOn, 0);
            batch.BatchCommands.Add(new("""
                insert into rate_schedule (id, code, effective_on, document, created_at, changed_at, drafted_by)
                values ($1, $2, $3, $4, $5, $5, '{system}')
                """)
            {
                Parameters =
                {
                    new() { Value = city.Ids.Id(SeedKind.Schedule, from, place) },
                    new() { Value = schedule.Id },
                    new() { Value = schedule.EffectiveOn },
                    new()
                    {
                        Value = new RateDocument { Schedules = [schedule] }.ToJson(),
                        NpgsqlDbType = NpgsqlDbType.Jsonb,
                    },
                    new() { Value = from },
                },
            });
        }

        batch.BatchCommands.Add(new("""
            update rate_schedule set state = 'released', released_by = 'city', released_at = created_at
            where state = 'draft'
            """));
        await batch.ExecuteNonQueryAsync(ct);
        await WriteCyclesAsync(connection, ct);
    }

    /// <summary>Cycles read and billed as <see cref="CityCalendar"/> tells, each with a route a street.</summary>
    private static async Task WriteCyclesAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        for (var cycle = 0; cycle < CityCalendar.Cycles; cycle++)
        {
            var code = CityCalendar.CodeOf(cycle);
            batch.BatchCommands.Add(new("""
                insert into billing_cycle (code, name_en, name_es, read_day, days_to_bill, days_to_pay)
                values ($1, $2, $3, $4, $5, $6)
                """)
            {
                Parameters =
                {
                    new() { Value = code },
                    new() { Value = $"Cycle {cycle + 1}" },
                    new() { Value = $"Ciclo {cycle + 1}" },
                    new() { Value = CityCalendar.ReadDay(cycle) },
                    new() { Value = CityCalendar.DaysToBill },
                    new() { Value = CityCalendar.DaysToPay },
                },
            });
            batch.BatchCommands.Add(new("insert into route (code, billing_cycle) select unnest($1), $2")
            {
                Parameters =
                {
                    new() { Value = Streets.RouteCodes(cycle) },
                    new() { Value = code },
                },
            });
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Sets the next bill number, closes the months before last, and lets the planner know the city.</summary>
    internal static async Task EndAsync(NpgsqlConnection connection, CityPlan city, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("update number_series set next = $1 where name = 'bill'")
                {
                    Parameters = { new() { Value = city.Bills + 1 } },
                },
                new("update accounting_period set state = 'closed' where starts_on < $1")
                {
                    Parameters = { new() { Value = FirstOfMonth(city.Calendar.AsOf).AddMonths(-1) } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);
}
