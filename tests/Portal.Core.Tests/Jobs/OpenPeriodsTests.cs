using Microsoft.EntityFrameworkCore;
using Portal.Core.Jobs;
using Portal.Core.Ledger;
using Portal.Testing;

namespace Portal.Core.Tests.Jobs;

public sealed class OpenPeriodsTests : IClassFixture<City>
{
    private readonly City _city;

    public OpenPeriodsTests(City city) => _city = city;

    [Fact]
    public async Task This_month_and_the_next_are_opened_once_and_a_closed_month_stays_closed()
    {
        await using (var owner = Npgsql.NpgsqlDataSource.Create(_city.Database.OwnerConnectionString))
        await using (var command = owner.CreateCommand("""
            delete from accounting_period;
            insert into accounting_period (starts_on, state) values ('2026-11-01', 'closed'), ('2026-12-01', 'future')
            """))
        {
            await command.ExecuteNonQueryAsync();
        }

        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            _city.AskAsync<OpenPeriods, int>(act => act.RunAsync(default))));

        Assert.Equal(1, opened.Sum());
        Assert.Equal(
            ["2026-11-01 Closed", "2026-12-01 Open"],
            await _city.ReadAsync(db => db.AccountingPeriods.OrderBy(p => p.StartsOn)
                .Select(p => $"{p.StartsOn:yyyy-MM-dd} {p.State}").ToListAsync()));
    }

    [Fact]
    public void Every_queue_and_every_timed_job_has_a_name_of_its_own()
    {
        Assert.Equal(WorkQueues.All.Count, WorkQueues.All.Select(q => q.Name).Distinct().Count());
        Assert.Equal(Timetable.All.Count, Timetable.All.Select(j => j.Name).Distinct().Count());
    }
}
