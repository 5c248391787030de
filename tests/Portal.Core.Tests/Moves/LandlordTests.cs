using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Moves;
using Portal.Testing;

namespace Portal.Core.Tests.Moves;

/// <summary>Tenants come and go; between them service is the owner's.</summary>
public sealed class LandlordTests
{
    [Fact]
    public async Task Service_goes_to_the_owner_and_to_the_next_tenant_on_the_day_itself()
    {
        await using var town = await MovingTown.CreateAsync();
        var (tenant, owner) = (await town.AccountAsync(1), await town.AccountAsync(2));
        await town.LandlordAsync(tenant.PremiseId, owner);

        var out1 = City.Done(await town.EndAsync(await town.EndingAsync(tenant)));
        var first = town.City.Today;
        town.City.Clock.Advance(TimeSpan.FromDays(4));
        var in2 = City.Done(await town.StartAsync(await town.StartingAsync(tenant.PremiseId, used: 1)));

        Assert.Equal((owner.Id, owner.Id), (out1.LandlordAccountId, in2.LandlordAccountId));
        Assert.Equal(
            [
                $"001 2026-10-16 {first:yyyy-MM-dd}", $"002 {first:yyyy-MM-dd} {town.City.Today:yyyy-MM-dd}",
                $"005 {town.City.Today:yyyy-MM-dd} -",
            ],
            await town.ServedAsync(tenant.PremiseId));
    }

    [Fact]
    public async Task The_owners_bill_has_the_days_between_tenants_and_only_the_use_of_those()
    {
        await using var town = await MovingTown.CreateAsync();
        var (tenant, owner) = (await town.AccountAsync(1), await town.AccountAsync(2));
        await town.LandlordAsync(tenant.PremiseId, owner);
        City.Done(await town.EndAsync(await town.EndingAsync(tenant)));
        town.City.Clock.Advance(TimeSpan.FromDays(4));
        City.Done(await town.StartAsync(await town.StartingAsync(tenant.PremiseId, used: 1.5m)));

        town.City.Clock.Advance(TimeSpan.FromDays(16));
        await town.ReadAsync(town.City.Today, 4);
        await town.BillAsync(town.City.Today);

        var meter = await town.MeterAsync(tenant.PremiseId);
        Assert.Equal(1.5m, await town.City.ReadAsync(db => (
            from read in db.BillReads
            join bill in db.Bills on read.BillId equals bill.Id
            where bill.CustomerAccountId == owner.Id && read.ServicePointId == meter.Id
            select read.Used).SingleAsync()));
        Assert.Equal(4, await town.CountAsync($"""
            select l.to_on - l.from_on from bill_line l join bill b on b.id = l.bill_id
            where b.customer_account_id = '{owner.Id}' and l.charge_code = 'REFUSE-CART' and l.premise_id is not null
            """));
    }

    [Fact]
    public async Task Months_that_were_the_tenants_are_no_gap_in_the_owners_bills_and_their_use_not_the_owners()
    {
        await using var town = await MovingTown.CreateAsync(2);
        var (left, owner) = (await town.AccountAsync(1), await town.AccountAsync(2));
        await town.LandlordAsync(owner.PremiseId, owner);
        var tenant = City.Done(await town.StartAsync(await town.StartingAsync(owner.PremiseId, used: 1)));
        for (var month = 0; month < 2; month++)
        {
            town.City.Clock.Advance(TimeSpan.FromDays(month == 0 ? 20 : 31));
            await town.ReadAsync(town.City.Today, 2);
            await town.BillAsync(town.City.Today);
        }

        town.City.Clock.Advance(TimeSpan.FromDays(7));
        var account = await town.City.ReadAsync(
            db => db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == tenant.CustomerAccountId));
        City.Done(await town.EndAsync(await town.EndingAsync(account, used: 1)));
        var back = town.City.Today;
        town.City.Clock.Advance(TimeSpan.FromDays(24));
        await town.ReadAsync(town.City.Today, 2);
        var run = await town.BillAsync(town.City.Today);

        var bills = await town.City.ReadAsync(db => db.Bills.Where(b => b.CustomerAccountId == owner.Id)
            .OrderBy(b => b.PeriodFrom).ToListAsync());
        Assert.Equal(3, bills.Count);
        Assert.Equal((back, town.City.Today), (bills[2].PeriodFrom, bills[2].PeriodTo));
        var read = await town.City.ReadAsync(db => db.BillReads.SingleAsync(r => r.BillId == bills[2].Id));
        Assert.Equal(back, read.PreviousReadOn);
    }

    [Fact]
    public async Task Eight_tenants_ends_at_once_bring_service_back_once()
    {
        await using var town = await MovingTown.CreateAsync();
        var (tenant, owner) = (await town.AccountAsync(1), await town.AccountAsync(2));
        await town.LandlordAsync(tenant.PremiseId, owner);
        var request = await town.EndingAsync(tenant);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => City.Done(await town.EndAsync(request))));

        Assert.Equal(3, await town.CountAsync(
            $"select count(*) from service_agreement where customer_account_id = '{owner.Id}' "
            + $"and starts_on = '{town.City.Today:yyyy-MM-dd}'"));
    }

    [Fact]
    public async Task Agreed_eight_times_at_once_it_is_one_and_a_second_owner_is_refused()
    {
        await using var town = await MovingTown.CreateAsync();
        var (tenant, owner) = (await town.AccountAsync(1), await town.AccountAsync(2));
        var request = new AgreeWithLandlord.Request(
            Guid.CreateVersion7(), tenant.PremiseId, owner.Id, town.City.Today, MovingTown.Technician);

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AgreeAsync(town, request)));
        var second = request with { OperationId = Guid.CreateVersion7(), CustomerAccountId = tenant.Id };

        Assert.Contains(made, m => m is Outcome<LandlordAgreement>.Done);
        Assert.Equal(1, await town.CountAsync("select count(*) from landlord_agreement"));
        Assert.Equal(["Move_LandlordAlready"], MovingTown.Refused(await AgreeAsync(town, second)));
    }

    [Fact]
    public async Task An_owner_is_not_closed_and_once_the_agreement_ends_service_stays_with_nobody()
    {
        await using var town = await MovingTown.CreateAsync();
        var (tenant, owner) = (await town.AccountAsync(1), await town.AccountAsync(2));
        var agreement = await town.LandlordAsync(tenant.PremiseId, owner);
        Assert.Equal(["Move_IsLandlord"], MovingTown.Refused(await town.EndAsync(await town.EndingAsync(owner))));

        City.Done(await town.City.AskAsync<EndLandlordAgreement, Outcome<LandlordAgreement>>(
            act => act.RunAsync(new(agreement.Id, town.City.Today, MovingTown.Technician), default)));
        City.Done(await town.EndAsync(await town.EndingAsync(owner)));
        var move = City.Done(await town.EndAsync(await town.EndingAsync(tenant)));

        Assert.Null(move.LandlordAccountId);
        Assert.Equal([$"001 2026-10-16 {town.City.Today:yyyy-MM-dd}"], await town.ServedAsync(tenant.PremiseId));
    }

    [Theory]
    [InlineData("ux_landlord_agreement_one_at_a_time", """{"id": "00000000-0000-0000-0000-000000000001"}""")]
    [InlineData("ck_landlord_agreement_ends_after_start",
        """{"ends_on": "1999-01-01", "ended_at": "2026-10-16", "ended_by": "x"}""")]
    [InlineData("ck_landlord_agreement_ended_has_who", """{"ends_on": "2099-01-01"}""")]
    [InlineData("tr_landlord_agreement_no_delete", "delete from landlord_agreement")]
    [InlineData("ck_customer_account_closed_is_no_landlord", """
        update service_agreement set ends_on = '2026-11-20';
        update customer_account set closed_on = '2026-11-20'
        """)]
    [InlineData("ck_service_move_landlord_is_another", """
        insert into service_move (id, kind, customer_account_id, premise_id, moved_on, landlord_account_id, closes,
          moved_at, moved_by)
        select id, 'end', customer_account_id, premise_id, '2026-11-20', customer_account_id, false, now(), 'x'
        from landlord_agreement
        """)]
    public async Task The_table_holds_the_rules_too(string rule, string wrong)
    {
        await using var town = await MovingTown.CreateAsync(2);
        await town.LandlordAsync((await town.AccountAsync(1)).PremiseId, await town.AccountAsync(2));
        await using var owner = Npgsql.NpgsqlDataSource.Create(town.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(wrong.StartsWith('{')
            ? $"insert into landlord_agreement select (jsonb_populate_record(l, '{wrong}')).* from landlord_agreement l"
            : wrong);

        var fault = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    private static Task<Outcome<LandlordAgreement>> AgreeAsync(BillingTown town, AgreeWithLandlord.Request request) =>
        town.City.AskAsync<AgreeWithLandlord, Outcome<LandlordAgreement>>(act => act.RunAsync(request, default));
}
