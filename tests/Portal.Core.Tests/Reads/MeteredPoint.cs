using System.Globalization;
using Portal.Core.Reads.Validation;
using Portal.Testing;

namespace Portal.Core.Tests.Reads;

/// <summary>
/// A water meter with an account: monthly reads up to today, all billed but the last. Written as rows, for reads of
/// the past come from nowhere else.
/// </summary>
public sealed class MeteredPoint
{
    private static int _points;

    private readonly City _city;

    private MeteredPoint(City city) => _city = city;

    public Guid Id { get; } = Guid.CreateVersion7();

    public Guid AccountId { get; private set; }

    /// <param name="history">Uses of past months, oldest first: "10*12, 8".</param>
    /// <param name="use">Of the month read today; null when nobody read.</param>
    public static async Task<MeteredPoint> WithAsync(
        City city, string history, decimal? use, string kind = "actual", int dials = 6, decimal first = 1_000m,
        bool served = true, DateOnly? readOn = null)
    {
        var point = new MeteredPoint(city);
        var no = Interlocked.Increment(ref _points);
        var account = await city.AccountAsync();
        point.AccountId = account.Id;
        var uses = Expand(history).ToList();
        var day = readOn ?? city.Today;
        await point.RunAsync($"""
            insert into service_point (id, premise_id, service, meter_number, meter_size, meter_dials, read_unit)
              values ('{point.Id}', '{account.PremiseId}', 'water', 'T-{no:000000}', '3/4"', {dials}, 'CCF');
            insert into service_agreement
                (id, customer_account_id, service_point_id, customer_class, starts_on, ends_on)
              values (gen_random_uuid(), '{account.Id}', '{point.Id}', 'residential', '2020-01-01',
                {(served ? "null" : $"'{day.AddMonths(-1):O}'")});
            """);
        var reading = first;
        var start = day.AddMonths(-uses.Count - 1);
        await point.ReadAsync(start, reading);
        for (var i = 0; i < uses.Count; i++)
        {
            reading += uses[i];
            await point.ReadAsync(start.AddMonths(i + 1), reading);
        }

        await point.BillAsync(day.AddMonths(-1));
        if (use is { } last)
        {
            await point.ReadAsync(day, (reading + last) % (decimal)Math.Pow(10, dials), kind);
        }

        return point;
    }

    public Task ReadAsync(DateOnly on, decimal reading, string kind = "actual") => RunAsync($"""
        insert into meter_read (id, service_point_id, read_on, reading, kind)
          values (gen_random_uuid(), '{Id}', '{on:O}', {N(reading)}, '{kind}')
        """);

    /// <summary>Bills the point up to a day, without charges.</summary>
    public Task BillAsync(DateOnly to, string unit = "CCF") => RunAsync($"""
        with series as (
          update number_series set next = next + 1 where name = 'bill' returning next - 1 as number
        ), issued as (
          insert into bill (id, number, customer_account_id, period_from, period_to, issued_on, due_on,
              previous_balance_cents, payments_cents, adjustments_cents, new_charges_cents, total_due_cents, issued_at)
            select gen_random_uuid(), series.number, '{AccountId}', '{to.AddMonths(-1):O}',
              '{to:O}', '{to:O}', '{to:O}', 0, 0, 0, 0, 0, now() from series
            returning id)
        insert into bill_read (bill_id, service_point_id, meter_number, previous_read_on, previous_reading,
            previous_kind, current_read_on, current_reading, current_kind, used, unit)
          select id, '{Id}', 'T', '{to.AddMonths(-1):O}', 0, 'actual', '{to:O}', 0, 'actual', 0, '{unit}' from issued
        """);

    public async Task RunAsync(string sql)
    {
        await using var command = _city.Database.App.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Rules that are unresolved after the point was judged, in order.</summary>
    public async Task<string> RulesAsync()
    {
        await JudgeAsync();
        return await TextAsync($"""
            select coalesce(string_agg(rule, ', ' order by rule), '') from read_exception
            where service_point_id = '{Id}' and state in ('open', 'reread_ordered', 'awaiting_approval')
            """);
    }

    public Task<ValidateReads.Counts> JudgeAsync() => _city.AskAsync<ValidateReads, ValidateReads.Counts>(
        act => act.RunAsync(new(ServicePointId: Id), default));

    /// <summary>The id of the only unresolved exception.</summary>
    public async Task<Guid> ExceptionAsync()
    {
        await JudgeAsync();
        return Guid.Parse(await TextAsync($"""
            select id::text from read_exception where service_point_id = '{Id}'
              and state in ('open', 'reread_ordered', 'awaiting_approval')
            """));
    }

    /// <summary>Sets a threshold, on the record.</summary>
    public Task LimitAsync(string name, decimal value) => RunAsync($"""
        with old as (select name, value from read_rule_setting where name = '{name}' and value <> {N(value)}),
        told as (
          insert into read_rule_change (id, name, was, now, reason, changed_at, changed_by)
          select gen_random_uuid(), name, value, {N(value)}, 'test', now(), 'test' from old)
        update read_rule_setting set value = {N(value)}, changed_at = now(), changed_by = 'test' where name = '{name}'
        """);

    /// <summary>The first column of the first row.</summary>
    public async Task<string> TextAsync(string sql)
    {
        await using var command = _city.Database.App.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>The latest read: "2026-11-16 1020.0000 actual".</summary>
    public Task<string> LastReadAsync() => TextAsync($"""
        select read_on || ' ' || reading || ' ' || kind from meter_read where service_point_id = '{Id}'
        order by read_on desc limit 1
        """);

    private static IEnumerable<decimal> Expand(string history) =>
        from part in history.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        let pieces = part.Split('*')
        from use in Enumerable.Repeat(
            decimal.Parse(pieces[0], CultureInfo.InvariantCulture),
            pieces.Length == 2 ? int.Parse(pieces[1], CultureInfo.InvariantCulture) : 1)
        select use;

    private static string N(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
