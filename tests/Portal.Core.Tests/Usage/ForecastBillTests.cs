using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Usage;
using Portal.Testing;

namespace Portal.Core.Tests.Usage;

/// <summary>The forecast is the bill, priced early: when the readings have come in, the two are the same.</summary>
public sealed class ForecastBillTests : IAsyncLifetime
{
    private const int Accounts = 6;
    private BillingTown _town = null!;

    private City City => _town.City;

    public async Task InitializeAsync() => _town = await BillingTown.CreateAsync(Accounts, inChunk: 10);

    public async Task DisposeAsync() => await _town.DisposeAsync();

    [Fact]
    public async Task With_a_steady_past_the_range_holds_the_bill_that_comes()
    {
        for (var month = 0; month < 4; month++) { await MonthAsync(); }

        City.Days(12);
        var forecasts = new List<(CustomerAccount Account, BillForecast Forecast)>();
        foreach (var account in await AccountsAsync())
        {
            if (await ForecastAsync(account) is { } forecast) { forecasts.Add((account, forecast)); }
        }

        Assert.NotEmpty(forecasts);
        foreach (var (account, forecast) in forecasts)
        {
            Assert.True(forecast.Low <= forecast.Likely && forecast.Likely <= forecast.High);
            Assert.True(forecast.Low.IsPositive);
            var meter = Assert.Single(forecast.Meters);
            Assert.Equal((0, 3), (meter.DaysKnown, meter.Samples));
            var last = await LastBillAsync(account);
            Assert.Equal(last.PeriodTo, forecast.From);
            Assert.InRange(last.NewCharges.Cents, forecast.Low.Cents - 3_00, forecast.High.Cents + 3_00);
        }
    }

    [Fact]
    public async Task When_the_meter_was_read_the_forecast_is_the_bill_to_the_cent()
    {
        for (var month = 0; month < 2; month++) { await MonthAsync(); }

        City.Days(City.Today.AddMonths(1).DayNumber - City.Today.DayNumber);
        await _town.ReadAsync(City.Today, Accounts);
        var before = new Dictionary<Guid, BillForecast>();
        foreach (var account in await AccountsAsync())
        {
            var forecast = await ForecastAsync(account);
            Assert.NotNull(forecast);
            Assert.Equal(forecast.Low, forecast.High);
            before.Add(account.Id, forecast);
        }

        await _town.BillAsync(City.Today);

        foreach (var account in await AccountsAsync())
        {
            Assert.Equal((await LastBillAsync(account)).NewCharges, before[account.Id].Likely);
        }
    }

    [Fact]
    public async Task Hours_that_have_come_in_count_and_narrow_the_range()
    {
        for (var month = 0; month < 4; month++) { await MonthAsync(); }

        City.Days(10);
        var account = (await AccountsAsync())[1];
        var without = await ForecastAsync(account);
        await _town.ExecuteAsync($"""
            insert into meter_interval_day (service_point_id, day, minutes, uses)
            select g.service_point_id, d::date, array[0, 360, 720, 1080]::smallint[], array[1, 1, 1, 1]
            from service_agreement g join service_point s on s.id = g.service_point_id and s.service = 'water'
            cross join generate_series(
              '{City.Today.AddDays(-10):O}'::date, '{City.Today.AddDays(-1):O}'::date, '1 day') d
            where g.customer_account_id = '{account.Id}'
            """);

        var with = await ForecastAsync(account);

        var meter = Assert.Single(with!.Meters);
        Assert.Equal((40m, 10), (meter.SoFar, meter.DaysKnown));
        Assert.True(with.Low > without!.Low);
        Assert.True(meter.High - meter.Low <= without.Meters[0].High - without.Meters[0].Low);
    }

    [Fact]
    public async Task Where_too_little_is_known_nothing_is_said()
    {
        var account = (await AccountsAsync())[0];
        Assert.Null(await ForecastAsync(account));

        await MonthAsync();
        City.Days(5);

        Assert.Null(await ForecastAsync(account));
    }

    /// <summary>A month goes by since the last bill, if there is one, is read and billed.</summary>
    private async Task MonthAsync()
    {
        var isBilled = await City.ReadAsync(db => db.Bills.AnyAsync());
        City.Days(isBilled ? City.Today.AddMonths(1).DayNumber - City.Today.DayNumber : 0);
        await _town.ReadAsync(City.Today, Accounts);
        await _town.BillAsync(City.Today);
    }

    private Task<List<CustomerAccount>> AccountsAsync() => City.ReadAsync(db =>
        db.CustomerAccounts.AsNoTracking().OrderBy(a => a.Number).ToListAsync());

    private Task<Bill> LastBillAsync(CustomerAccount account) => City.ReadAsync(db => db.Bills.AsNoTracking()
        .Where(b => b.CustomerAccountId == account.Id).OrderByDescending(b => b.PeriodFrom).FirstAsync());

    private Task<BillForecast?> ForecastAsync(CustomerAccount account) => City.ReadAsync(db =>
        ForecastBill.OfAsync(db, City.Services.GetRequiredService<BusinessClock>(), account, default));
}
