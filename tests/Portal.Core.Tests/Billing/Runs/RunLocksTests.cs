using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Reads.Exceptions;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Runs;

/// <summary>Between preview and issue somebody else is at work: what changes is not billed as it was.</summary>
public sealed class RunLocksTests
{
    private const string Correct = """
        with changed as (
          insert into meter_read_change (id, meter_read_id, was_on, was_reading, was_kind, now_on, now_reading,
            now_kind, changed_at, changed_by, reason)
          select gen_random_uuid(), r.id, read_on, reading, kind, read_on, reading + 1, kind, now(), 'test', 'test'
          from meter_read r join service_point s on s.id = r.service_point_id where s.meter_number = 'M3'
          order by read_on desc limit 1
          returning meter_read_id, now_reading)
        update meter_read r set reading = changed.now_reading from changed where r.id = changed.meter_read_id
        """;

    private const string Hold = """
        insert into read_exception (id, service_point_id, customer_account_id, meter_read_id, rule, period_on,
          evidence, state, opened_at)
        select gen_random_uuid(), r.service_point_id, a.id, r.id, 'high', r.read_on, '{}', 'open', now()
        from customer_account a join service_agreement g on g.customer_account_id = a.id
        join meter_read r on r.service_point_id = g.service_point_id
        where a.number = '5000000003' order by r.read_on desc limit 1
        """;

    private const string Agree = """
        update service_agreement set extra_pickups = 1
        where customer_account_id = (select id from customer_account where number = '5000000003')
        """;

    private const string Carts = """
        update service_point set carts = carts + 1
        where service = 'refuse' and premise_id = (select premise_id from customer_account where number = '5000000003')
        """;

    private const string Exchange = """
        insert into meter_exchange (id, service_point_id, exchanged_on, old_meter_number, old_reading, old_dials,
          old_multiplier, new_meter_number, new_reading, recorded_at, recorded_by)
        select gen_random_uuid(), id, (select max(read_on) - 3 from meter_read), 'M3', 200, 6, 1, 'M3B', 0, now(),
          'test'
        from service_point where meter_number = 'M3';
        update service_point set meter_number = 'M3B' where meter_number = 'M3'
        """;

    private const string Water = """
        insert into meter_read (id, service_point_id, read_on, reading, kind)
        select gen_random_uuid(), id, (select max(read_on) - 3 from meter_read), 10, 'actual' from service_point
        where meter_number = 'O3'
        """;

    [Theory]
    [InlineData(Correct, "read_changed M3")]
    [InlineData(Hold, "held_read high")]
    [InlineData(Agree, "agreement_changed ")]
    [InlineData(Carts, "point_changed ")]
    [InlineData(Exchange, "exchange_changed ")]
    [InlineData(Water, "water_changed ")]
    public async Task What_changes_after_an_account_was_priced_and_before_it_is_posted_holds_it(
        string change, string finding)
    {
        await using var town = await BillingTown.CreateAsync(6, inChunk: 6);
        await ReleasedAsync(town);
        await using var other = await LockingAsync(town);
        var working = town.WorkAsync();
        await WaitingAsync(town);

        await other.RunAsync(change);
        await other.CommitAsync();
        await working;

        await HeldAsync(town, finding);
    }

    [Theory]
    [InlineData(Agree, "agreement_changed ")]
    [InlineData(Carts, "point_changed ")]
    [InlineData(Exchange, "exchange_changed ")]
    [InlineData(Water, "water_changed ")]
    public async Task What_changes_between_preview_and_issue_holds_its_account_and_has_a_name(
        string change, string finding)
    {
        await using var town = await BillingTown.CreateAsync(6, inChunk: 6);
        await ReleasedAsync(town);

        await town.ExecuteAsOwnerAsync(change);
        await town.WorkAsync();

        await HeldAsync(town, finding);
    }

    [Fact]
    public async Task A_move_after_the_period_holds_nothing()
    {
        await using var town = await BillingTown.CreateAsync(6, inChunk: 6);
        await ReleasedAsync(town);

        await town.ExecuteAsync("update service_agreement set ends_on = $1", town.City.Today.AddDays(9));
        await town.WorkAsync();

        Assert.Equal(6, await town.CountAsync("select count(*) from bill"));
    }

    /// <summary>A run that a second person released; another's meter stands beside account 3's.</summary>
    private static async Task ReleasedAsync(BillingTown town)
    {
        await town.ReadAsync(town.City.Today, 6);
        await town.ExecuteAsync("""
            insert into service_point (id, premise_id, service, meter_number, meter_size, read_unit)
            select gen_random_uuid(), premise_id, 'water', 'O3', '3/4"', 'CCF' from service_point
            where meter_number = 'M3'
            """);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        await town.WorkAsync();
        City.Done(await town.ReleaseAsync(run.Id));
    }

    /// <summary>All but account 3 were billed; it is held for this.</summary>
    private static async Task HeldAsync(BillingTown town, string finding)
    {
        Assert.Equal(5, await town.CountAsync("select count(*) from bill"));
        Assert.Equal(finding, await town.City.ReadAsync(db => db.Database.SqlQuery<string>($"""
            select f.code || ' ' || array_to_string(f.detail, ' ') as "Value" from bill_run_finding f
            join bill_run_item i on i.run_id = f.run_id and i.customer_account_id = f.customer_account_id
            where i.state = 'held'
            """).SingleAsync()));
    }

    [Fact]
    public async Task A_decision_about_a_read_waits_for_the_account()
    {
        await using var town = await BillingTown.CreateAsync(6, inChunk: 6);
        await town.ReadAsync(town.City.Today, 6);
        await town.ExecuteAsync(Hold);
        var exception = await town.City.ReadAsync(db => db.Set<ReadException>().Select(e => e.Id).SingleAsync());
        await using var other = await LockingAsync(town);

        var deciding = town.City.AskAsync<ReleaseRead, Outcome<ReadException>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), exception, "Looked at it", Actor.Staff(Guid.CreateVersion7())), default));
        await WaitingAsync(town);
        var early = deciding.IsCompleted;
        await other.CommitAsync();

        City.Done(await deciding);
        Assert.False(early);
    }

    [Theory]
    [InlineData("update meter_read set reading = reading + 1 where read_on = $1")]
    [InlineData("delete from meter_read where read_on = $1")]
    public async Task A_read_on_a_bill_that_stands_is_not_changed_and_a_canceled_bills_reads_are_free_again(
        string change)
    {
        await using var town = await BillingTown.CreateAsync(1, inChunk: 1);
        await town.ReadAsync(town.City.Today, 1);
        await town.BillAsync(town.City.Today);
        var bill = await town.City.ReadAsync(db => db.Bills.SingleAsync());

        Assert.Equal("tr_meter_read_keeps_billed", await RefusalAsync(town, change));
        var cancel = new CancelBill.Request(
            Guid.CreateVersion7(), bill.Id, "meter_error", "Misread.", bill.TotalDue, BillingTown.Preparer);
        City.Done(await town.City.AskAsync<CancelBill, Outcome<Posted>>(act => act.RunAsync(cancel, default)));

        Assert.NotEqual("tr_meter_read_keeps_billed", await RefusalAsync(town, change));
    }

    private static async Task<string?> RefusalAsync(BillingTown town, string change)
    {
        await using var connection = new NpgsqlConnection(town.City.Database.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(change, connection)
        {
            Parameters = { new() { Value = town.City.Today } },
        };
        try
        {
            await command.ExecuteNonQueryAsync();
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.ConstraintName;
        }
    }

    /// <summary>Somebody who has account 3 in hand.</summary>
    private static async Task<Other> LockingAsync(BillingTown town)
    {
        var other = new Other(new NpgsqlConnection(town.City.Database.OwnerConnectionString));
        await other.BeginAsync();
        await other.RunAsync("select from customer_account where number = '5000000003' for update");
        return other;
    }

    /// <summary>Until somebody waits for a lock.</summary>
    private static async Task WaitingAsync(BillingTown town)
    {
        // Only who may see everybody's sessions sees what they wait for.
        await using var admin = NpgsqlDataSource.Create(town.City.Database.AdminConnectionString);
        await using var command = admin.CreateCommand("""
            select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
            """);
        while (await command.ExecuteScalarAsync() is 0L)
        {
            // Asked again: nobody says when.
        }
    }

    private sealed class Other(NpgsqlConnection connection) : IAsyncDisposable
    {
        private NpgsqlTransaction? _transaction;

        public async Task BeginAsync()
        {
            await connection.OpenAsync();
            _transaction = await connection.BeginTransactionAsync();
        }

        public async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        public Task CommitAsync() => _transaction!.CommitAsync();

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
