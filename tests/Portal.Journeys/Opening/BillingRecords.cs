using Npgsql;

namespace Portal.Journeys.Opening;

/// <summary>What billing's pages are about in the demo city: the ids that their addresses hold.</summary>
public sealed class BillingRecords(NpgsqlDataSource database)
{
    /// <summary>One unresolved doubt of each kind.</summary>
    public async Task<IReadOnlyList<(string Rule, Guid Id)>> DoubtsAsync()
    {
        await using var command = database.CreateCommand(
            """
            select distinct on (rule) rule, id from read_exception where state = 'open' order by rule, id
            """);
        await using var rows = await command.ExecuteReaderAsync();
        var doubts = new List<(string, Guid)>();
        while (await rows.ReadAsync()) { doubts.Add((rows.GetString(0), rows.GetGuid(1))); }

        return doubts;
    }

    /// <summary>A water meter that nothing is doubtful about, and its point.</summary>
    public async Task<(string Meter, Guid Point)> SoundMeterAsync()
    {
        await using var command = database.CreateCommand(
            """
            select p.meter_number, p.id from service_point p
            join service_agreement g on g.service_point_id = p.id and g.ends_on is null
            where p.service = 'water' and not exists (
              select from read_exception e where e.service_point_id = p.id)
            order by p.meter_number limit 1
            """);
        await using var rows = await command.ExecuteReaderAsync();
        await rows.ReadAsync();
        return (rows.GetString(0), rows.GetGuid(1));
    }

    /// <summary>The account of a bill run that came to this state.</summary>
    public Task<Guid> RunItemAsync(string state) => IdAsync(
        "select customer_account_id from bill_run_item where state = $1 order by total_cents desc limit 1", state);

    /// <summary>What the water meter of an account could show now, as it is typed.</summary>
    public async Task<string> NextReadingAsync(Guid account)
    {
        await using var command = database.CreateCommand(
            """
            select (round(r.reading) + 2)::text from service_agreement g
            join service_point p on p.id = g.service_point_id and p.service = 'water'
            join meter_read r on r.service_point_id = p.id
            where g.customer_account_id = $1 and g.ends_on is null order by r.read_on desc limit 1
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = account });
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The newest bill of an account.</summary>
    public Task<Guid> NewestBillAsync(Guid account) => IdAsync(
        "select id from bill where customer_account_id = $1 order by issued_on desc limit 1", account);

    /// <summary>A released version of the city's water rates.</summary>
    public Task<Guid> RatesInForceAsync() => IdAsync(
        "select id from rate_schedule where code = $1 and state = 'released' order by version desc limit 1",
        "alder-falls-water");

    /// <summary>What waits for a second person, in the order in which it was asked.</summary>
    public async Task<IReadOnlyList<Guid>> RequestsAsync()
    {
        await using var command = database.CreateCommand("select id from approval_request order by asked_at");
        await using var rows = await command.ExecuteReaderAsync();
        var requests = new List<Guid>();
        while (await rows.ReadAsync()) { requests.Add(rows.GetGuid(0)); }

        return requests;
    }

    /// <summary>A premise with water where nobody is served.</summary>
    public Task<Guid> VacantPremiseAsync() => IdAsync(
        """
        select p.premise_id from service_point p where p.service = $1 and not exists (
          select from service_agreement g where g.service_point_id = p.id and g.ends_on is null)
        order by p.id limit 1
        """,
        "water");

    private async Task<Guid> IdAsync(string sql, object value)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (Guid)(await command.ExecuteScalarAsync())!;
    }
}
