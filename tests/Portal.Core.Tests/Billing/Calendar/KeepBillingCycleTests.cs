using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Billing.Calendar;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Calendar;

public sealed class KeepBillingCycleTests(City city) : IClassFixture<City>
{
    private static readonly Actor Sam = Actor.Staff(Guid.CreateVersion7());

    [Fact]
    public async Task A_new_cycle_is_planned_at_once_and_each_period_begins_where_the_last_one_ended()
    {
        var cycle = await DoneAsync(Asked("N1"));

        var periods = await PeriodsAsync(cycle.Code);

        Assert.True(periods.Count >= 2);
        Assert.All(periods, p => Assert.Equal(
            (5, 3, 21), (p.PeriodTo.Day, Days(p.PeriodTo, p.BillOn), Days(p.BillOn, p.DueOn))));
        Assert.All(periods.Zip(periods.Skip(1)), two => Assert.Equal(two.First.PeriodTo, two.Second.PeriodFrom));
    }

    [Fact]
    public async Task A_new_rule_begins_behind_what_is_planned()
    {
        var cycle = await DoneAsync(Asked("N2"));
        var before = await PeriodsAsync(cycle.Code);

        await DoneAsync(Asked("N2") with { ReadDay = 20, DaysToPay = 30, VersionSeen = cycle.Version });
        city.Clock.Advance(TimeSpan.FromDays(62));
        await city.AskAsync<PlanBillingPeriods, int>(plan => plan.RunAsync(default));

        var after = await PeriodsAsync(cycle.Code);
        Assert.Equal(before.Select(p => (p.Id, p.DueOn)), after.Take(before.Count).Select(p => (p.Id, p.DueOn)));
        Assert.Equal((20, 30), (after[^1].PeriodTo.Day, Days(after[^1].BillOn, after[^1].DueOn)));
    }

    [Theory]
    [InlineData("Cycle_Code", "C 1", "Cycle", 5, 1, 3, 21)]
    [InlineData("Cycle_NameEn", "R1", " ", 5, 1, 3, 21)]
    [InlineData("Cycle_ReadDay", "R1", "Cycle", 29, 1, 3, 21)]
    [InlineData("Cycle_Months", "R1", "Cycle", 5, 4, 3, 21)]
    [InlineData("Cycle_DaysToBill", "R1", "Cycle", 5, 1, 32, 21)]
    [InlineData("Cycle_DaysToPay", "R1", "Cycle", 5, 1, 3, 20)]
    public async Task What_no_cycle_can_be_is_refused(
        string refusal, string code, string name, int readDay, int months, int toBill, int toPay)
    {
        var answer = await RunAsync(new(code, name, "Ciclo", readDay, months, toBill, toPay, null, Sam));

        Assert.Equal(refusal, Assert.IsType<Outcome<BillingCycle>.Refused>(answer).Refusal.Key);
        Assert.Empty(await PeriodsAsync(code));
    }

    [Fact]
    public async Task A_code_is_taken_once_and_a_change_of_what_changed_meanwhile_is_refused()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RunAsync(Asked("N3"))));
        var cycle = Assert.Single(answers.OfType<Outcome<BillingCycle>.Done>()).Value;
        var changes = await Task.WhenAll(Enumerable.Range(0, 8).Select(n =>
            RunAsync(Asked("N3") with { DaysToBill = n + 10, VersionSeen = cycle.Version })));

        Assert.Single(changes, a => a is Outcome<BillingCycle>.Done);
        Assert.All(
            changes.OfType<Outcome<BillingCycle>.Refused>(), r => Assert.Equal("Cycle_Changed", r.Refusal.Key));
        var audited = await city.ReadAsync(db =>
            db.AuditEntries.Where(a => a.Act == nameof(KeepBillingCycle)).Select(a => a.Detail).ToListAsync());
        Assert.Equal(2, audited.Count(detail => detail.Contains("\"N3\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_route_belongs_to_a_cycle_and_has_its_code_once()
    {
        await DoneAsync(Asked("N4"));

        Assert.IsType<Outcome<MeterRoute>.Done>(await AddAsync("n4-01", "N4"));
        Assert.Equal("Route_Taken", await RefusalAsync("N4-01", "N4"));
        Assert.Equal("Route_NoCycle", await RefusalAsync("N4-02", "ZZ"));
        Assert.Equal("Route_Code", await RefusalAsync("N4/02", "N4"));

        var row = (await city.ReadAsync(db => BillingCalendar.NowAsync(db, city.Today, default)))
            .Rows.Single(r => r.Cycle.Code == "N4");
        Assert.Equal("N4-01", Assert.Single(row.Routes).Code);
        Assert.NotEmpty(row.Planned);
    }

    private static KeepBillingCycle.Request Asked(string code) => new(code, "Cycle", "Ciclo", 5, 1, 3, 21, null, Sam);

    private static int Days(DateOnly from, DateOnly to) => to.DayNumber - from.DayNumber;

    private Task<Outcome<BillingCycle>> RunAsync(KeepBillingCycle.Request request) =>
        city.AskAsync<KeepBillingCycle, Outcome<BillingCycle>>(act => act.RunAsync(request, default));

    private async Task<BillingCycle> DoneAsync(KeepBillingCycle.Request request) =>
        Assert.IsType<Outcome<BillingCycle>.Done>(await RunAsync(request)).Value;

    private Task<Outcome<MeterRoute>> AddAsync(string code, string cycle) =>
        city.AskAsync<AddRoute, Outcome<MeterRoute>>(act => act.RunAsync(new(code, cycle, Sam), default));

    private async Task<string> RefusalAsync(string code, string cycle) =>
        Assert.IsType<Outcome<MeterRoute>.Refused>(await AddAsync(code, cycle)).Refusal.Key;

    private Task<List<BillingPeriod>> PeriodsAsync(string cycle) => city.ReadAsync(db =>
        db.Set<BillingPeriod>().Where(p => p.BillingCycle == cycle).OrderBy(p => p.PeriodFrom).ToListAsync());
}
