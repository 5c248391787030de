using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Reads;
using Portal.Core.Staff;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Reads;

/// <summary>One meter taken out and another put in, within a period and at its edges.</summary>
public sealed class ExchangeMeterTests(City city) : IClassFixture<City>
{
    private static readonly Actor Terry = Actor.Staff(Guid.CreateVersion7());

    private static int _meters;

    [Fact]
    public async Task Inside_a_period_the_use_is_of_both_meters_each_by_its_own_face()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", null);

        City.Done(await ExchangeAsync(point, -10, 1_126.25m, 3.5m, dials: 4, multiplier: 10m));
        await point.ReadAsync(city.Today, 4m);

        var history = await city.ReadAsync(db => PointHistory.OfAsync(db, point.Id, city.Today, default));
        Assert.Equal(6.25m + 5m, history.Periods[^1].Use.Quantity);
        Assert.Equal((4, 10m), (history.Point.MeterDials, history.Point.MeterMultiplier));
        Assert.Equal("", await point.RulesAsync());
    }

    [Fact]
    public async Task Two_exchanges_in_a_period_are_three_segments()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", null);

        City.Done(await ExchangeAsync(point, -20, 1_124m, 0m));
        City.Done(await ExchangeAsync(point, -10, 3m, 100m));
        await point.ReadAsync(city.Today, 105m);

        var history = await city.ReadAsync(db => PointHistory.OfAsync(db, point.Id, city.Today, default));
        Assert.Equal(4m + 3m + 5m, history.Periods[^1].Use.Quantity);
    }

    [Fact]
    public async Task A_read_of_the_day_is_the_new_meters_and_the_next_period_is_its_alone()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", null, readOn: city.Today.AddDays(-20));

        City.Done(await ExchangeAsync(point, -20, 1_130m, 0m));
        await point.ReadAsync(city.Today.AddDays(-20), 0m);
        await point.ReadAsync(city.Today, 7m);

        var history = await city.ReadAsync(db => PointHistory.OfAsync(db, point.Id, city.Today, default));
        Assert.Equal([10m, 7m], history.Periods.TakeLast(2).Select(p => p.Use.Quantity));
    }

    [Fact]
    public async Task Eight_at_once_exchange_it_once()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", null);
        var request = Request(point, -10, 1_126m, 0m);

        var done = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(request)));

        Assert.Single(done.Select(d => City.Done(d).Id).Distinct());
        Assert.Equal("1", await point.TextAsync(
            $"select count(*) from meter_exchange where service_point_id = '{point.Id}'"));
        Assert.Equal(request.NewMeterNumber, await point.TextAsync(
            $"select meter_number from service_point where id = '{point.Id}'"));
    }

    [Theory]
    [InlineData("Reads_ExchangeDay", 1, 1_126, 0, 6)]
    [InlineData("Reads_ExchangeDay", -40, 1_126, 0, 6)]
    [InlineData("Reads_ReadingFits", -10, -1, 0, 6)]
    [InlineData("Reads_ReadingFits", -10, 1_000_000, 0, 6)]
    [InlineData("Reads_ReadingFits", -10, 1_126, 10_000, 4)]
    [InlineData("Reads_ReadingFits", -10, 1_126, 0, 2)]
    public async Task What_cannot_be_is_refused(string refusal, int days, double old, double first, int dials)
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", null);

        var outcome = await ExchangeAsync(point, days, (decimal)old, (decimal)first, dials);

        Assert.Equal(refusal, Key(outcome));
        Assert.Equal("0", await point.TextAsync(
            $"select count(*) from meter_exchange where service_point_id = '{point.Id}'"));
    }

    [Fact]
    public async Task A_number_that_another_point_has_and_a_point_without_a_meter_are_refused()
    {
        var (point, other) = (
            await MeteredPoint.WithAsync(city, "10*12", null), await MeteredPoint.WithAsync(city, "10*12", null));
        var taken = await other.TextAsync($"select meter_number from service_point where id = '{other.Id}'");

        Assert.Equal("Reads_MeterNumberTaken", Key(await AskAsync(
            Request(point, -10, 1_126m, 0m) with { NewMeterNumber = taken })));
        Assert.Equal("Reads_NoMeter", Key(await AskAsync(
            Request(point, -10, 1_126m, 0m) with { ServicePointId = Guid.CreateVersion7() })));
    }

    private Task<Outcome<MeterExchange>> ExchangeAsync(
        MeteredPoint point, int days, decimal old, decimal first, int dials = 6, decimal multiplier = 1m) =>
        AskAsync(Request(point, days, old, first) with { NewDials = dials, NewMultiplier = multiplier });

    private ExchangeMeter.Request Request(MeteredPoint point, int days, decimal old, decimal first) => new(
        Guid.CreateVersion7(), point.Id, city.Today.AddDays(days), old,
        $"X-{Interlocked.Increment(ref _meters):0000}", first, 6, 1m, Terry);

    private Task<Outcome<MeterExchange>> AskAsync(ExchangeMeter.Request request) =>
        city.AskAsync<ExchangeMeter, Outcome<MeterExchange>>(act => act.RunAsync(request, default));

    private static string Key(Outcome<MeterExchange> outcome) =>
        Assert.IsType<Outcome<MeterExchange>.Refused>(outcome).Refusal.Key;
}
