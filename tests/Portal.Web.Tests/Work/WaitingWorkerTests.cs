using Npgsql;
using Portal.Testing;
using Portal.Testing.Database;

namespace Portal.Web.Tests.Work;

/// <summary>A worker whose database is away, or not whole yet, waits for it: nobody has to start it again.</summary>
public sealed class WaitingWorkerTests
{
    [Fact]
    public async Task A_worker_started_while_the_database_is_away_works_when_it_is_back()
    {
        await using var server = await ThrowawayCluster.StartAsync();
        await using var town = await BillingTown.CreateAsync(1, 1, server);
        var away = server.BeAwayAsync(connections: 1);
        await using var worker = new KilledProcess(town.City, "--work");

        Assert.True(away == await Task.WhenAny(away, worker.Ended), worker.LastWords);
        await away;
        town.City.ForgetConnections();

        await WorksAsync(town, worker);
    }

    [Fact]
    public async Task A_worker_whose_timetable_cannot_start_works_on_and_starts_it_later()
    {
        await using var server = await ThrowawayCluster.StartAsync();
        await using var town = await BillingTown.CreateAsync(1, 1, server);
        await ExecuteAsync(town, "alter table quartz.qrtz_locks rename to away");
        await using var worker = new KilledProcess(town.City, "--work");
        var failed = worker.SaysAsync("The timetable failed 1 times");

        Assert.True(failed == await Task.WhenAny(failed, worker.Ended), worker.LastWords);
        await ExecuteAsync(town, "alter table quartz.away rename to qrtz_locks");

        await WorksAsync(town, worker);
    }

    private static async Task WorksAsync(BillingTown town, KilledProcess worker)
    {
        while (await town.CountAsync("select count(*) from worker") == 0
            || await town.CountAsync("select count(*) from quartz.qrtz_scheduler_state") == 0)
        {
            Assert.False(worker.Ended.IsCompleted, worker.LastWords);
        }
    }

    private static async Task ExecuteAsync(BillingTown town, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(town.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
