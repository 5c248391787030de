using System.Globalization;
using Portal.Core.Accounts;

namespace Portal.Testing;

/// <summary>
/// An account with a water meter that counts in CCF, its bills and, where it sends them, its readings of every hour:
/// written as rows, for reads of the past come from nowhere else.
/// </summary>
public sealed class MeteredHome
{
    private static int _homes;
    private readonly City _city;

    private MeteredHome(City city, CustomerAccount account, string meter) =>
        (_city, Account, Meter) = (city, account, meter);

    public CustomerAccount Account { get; }

    public string Meter { get; }

    public Guid PointId { get; } = Guid.CreateVersion7();

    /// <param name="email">Where its letters go; null for the post.</param>
    /// <param name="from">First day served.</param>
    public static async Task<MeteredHome> InAsync(City city, string? email = null, DateOnly? from = null)
    {
        ArgumentNullException.ThrowIfNull(city);
        var account = await city.AccountAsync(email: email);
        var home = new MeteredHome(city, account, $"W-{Interlocked.Increment(ref _homes):00000}");
        await home.RunAsync($"""
            insert into service_point (id, premise_id, service, meter_number, meter_size, read_unit)
              values ('{home.PointId}', '{account.PremiseId}', 'water', '{home.Meter}', '3/4"', 'CCF');
            insert into service_agreement (id, customer_account_id, service_point_id, customer_class, starts_on)
              values (gen_random_uuid(), '{account.Id}', '{home.PointId}', 'residential',
                '{from ?? new DateOnly(2020, 1, 1):O}')
            """);
        return home;
    }

    /// <summary>Readings of every hour of some days, both counted; at night less may run than by day.</summary>
    public Task HoursAsync(DateOnly from, DateOnly to, decimal night, decimal day) => RunAsync($"""
        insert into meter_interval_day (service_point_id, day, minutes, uses)
        select '{PointId}', d::date, array(select h * 60 from generate_series(0, hours - 1) h)::smallint[],
          array(select case when h < 6 then {N(night)} else {N(day)} end from generate_series(0, hours - 1) h)
        from (
          select d, (extract(epoch from (d + interval '1 day') at time zone 'America/Los_Angeles'
            - d at time zone 'America/Los_Angeles') / 3600)::int as hours
          from generate_series('{from:O}'::timestamp, '{to:O}'::timestamp, '1 day') d) days
        on conflict (service_point_id, day) do update set minutes = excluded.minutes, uses = excluded.uses
        """);

    /// <summary>A bill without charges that counted a use.</summary>
    /// <param name="to">Day of the closing read.</param>
    public Task BilledAsync(DateOnly from, DateOnly to, decimal used, string kind = "actual") => RunAsync($"""
        with series as (
          update number_series set next = next + 1 where name = 'bill' returning next - 1 as number
        ), issued as (
          insert into bill (id, number, customer_account_id, period_from, period_to, issued_on, due_on,
              previous_balance_cents, payments_cents, adjustments_cents, new_charges_cents, total_due_cents, issued_at)
            select gen_random_uuid(), series.number, '{Account.Id}', '{from:O}', '{to:O}', '{to:O}', '{to:O}',
              0, 0, 0, 0, 0, '{to:O}' from series
            returning id)
        insert into bill_read (bill_id, service_point_id, meter_number, previous_read_on, previous_reading,
            previous_kind, current_read_on, current_reading, current_kind, used, unit)
          select id, '{PointId}', '{Meter}', '{from:O}', 0, 'actual', '{to:O}', {N(used)}, '{kind}', {N(used)}, 'CCF'
          from issued
        """);

    public async Task RunAsync(string sql)
    {
        await using var command = _city.Database.App.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static string N(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
