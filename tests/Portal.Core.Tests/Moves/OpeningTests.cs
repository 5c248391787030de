using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Moves;
using Portal.Core.SecurityDeposits;
using Portal.Testing;

namespace Portal.Core.Tests.Moves;

/// <summary>An account is opened for who proved who they are, with a deposit or a reason for none.</summary>
public sealed class OpeningTests
{
    [Fact]
    public async Task What_was_known_is_kept_and_the_newcomer_is_told()
    {
        await using var town = await MovingTown.CreateAsync();
        var place = await town.VacantAsync();

        var move = City.Done(await town.StartAsync(await town.StartingAsync(place)));

        var opening = await town.City.ReadAsync(db => db.Set<AccountOpening>().SingleAsync(o => o.MoveId == move.Id));
        Assert.Equal(
            (move.CustomerAccountId, "Driver's license, seen", "Guaranteed by the owner"),
            (opening.CustomerAccountId, opening.IdentityNote, opening.NoDepositReason));
        Assert.Equal(MoveSource.Counter, move.Source);
        var mail = await town.City.ReadAsync(db => db.OutboxMails.SingleAsync(m => m.Kind == "account_opened"));
        Assert.Equal("ana@example.com", mail.ToAddress);
        Assert.StartsWith("Su servicio en", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("5000000005", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deposit_is_demanded_with_it_and_at_most_the_estimate()
    {
        await using var town = await MovingTown.CreateAsync();
        var place = await town.VacantAsync();
        var most = (await town.City.ReadAsync(db => OpeningApplication.MostAsync(
            db, CustomerKind.Residential, place, town.City.Today, default)))!.Value;
        var request = await town.StartingAsync(place);
        MoveIn.Request With(Usd deposit) => request with
        {
            Application = MovingTown.Proved with { Deposit = deposit, NoDepositReason = null },
        };

        Assert.Equal(["Open_DepositAbove"], MovingTown.Refused(await town.StartAsync(With(most + new Usd(1)))));
        Assert.Equal(4, await town.CountAsync("select count(*) from customer_account"));
        var move = City.Done(await town.StartAsync(With(most)));
        City.Done(await town.StartAsync(With(most)));

        var demand = await town.City.ReadAsync(db => db.Set<DepositDemand>().SingleAsync());
        Assert.Equal((move.CustomerAccountId, most, DepositCause.NewService),
            (demand.CustomerAccountId, demand.Amount, demand.Cause));
        var opening = await town.City.ReadAsync(db => db.Set<AccountOpening>().SingleAsync());
        Assert.Equal(demand.Id, opening.DepositDemandId);
    }

    [Theory]
    [InlineData(false, "seen", "Open_IdentityNotConfirmed")]
    [InlineData(null, "seen", "Open_IdentityMissing")]
    [InlineData(true, " ", "Open_IdentityNoteMissing")]
    public async Task Nobody_in_doubt_gets_an_account(bool? confirmed, string note, string why)
    {
        await using var town = await MovingTown.CreateAsync();
        var request = await town.StartingAsync(await town.VacantAsync()) with
        {
            Application = MovingTown.Proved with { IsIdentityConfirmed = confirmed, IdentityNote = note },
        };

        Assert.Equal([why], MovingTown.Refused(await town.StartAsync(request)));
        Assert.Equal(4, await town.CountAsync("select count(*) from customer_account"));
    }

    [Fact]
    public async Task A_deposit_and_a_reason_for_none_or_a_request_nobody_sent_are_refused()
    {
        await using var town = await MovingTown.CreateAsync();
        var request = await town.StartingAsync(await town.VacantAsync()) with
        {
            Source = MoveSource.Site,
            RequestId = Guid.CreateVersion7(),
            Application = MovingTown.Proved with { Deposit = new Usd(1_00) },
        };

        Assert.Equal(
            ["Move_RequestMissing", "Open_DepositTwice"], MovingTown.Refused(await town.StartAsync(request)));
        Assert.Equal(
            ["Move_RequestMissing", "Open_DepositTwice"],
            MovingTown.Refused(await town.StartAsync(request with { RequestId = null })));
    }

    [Theory]
    [InlineData("ck_account_opening_occupancy", """{"occupancy": "guest"}""")]
    [InlineData("ck_account_opening_identity_note", """{"identity_note": " "}""")]
    [InlineData("ck_account_opening_no_deposit_reason", """{"no_deposit_reason": " "}""")]
    [InlineData("ck_account_opening_deposit", """{"no_deposit_reason": null}""")]
    public async Task A_row_is_sound(string rule, string wrong)
    {
        await using var town = await MovingTown.CreateAsync();
        City.Done(await town.StartAsync(await town.StartingAsync(await town.VacantAsync())));

        Assert.Equal(rule, await town.City.Database.RuleThatRefusesAsync(
            $"insert into account_opening select (jsonb_populate_record(o, '{wrong}')).* from account_opening o",
            triggers: false));
    }

    [Theory]
    [InlineData("tr_account_opening_append_only", "delete from account_opening")]
    [InlineData("ux_account_opening_move", """
        insert into account_opening select (jsonb_populate_record(o, jsonb_build_object('customer_account_id',
          (select id from customer_account where id <> o.customer_account_id limit 1)))).* from account_opening o
        """)]
    [InlineData("ux_account_opening_deposit_demand", """
        insert into account_opening select (jsonb_populate_record(o, jsonb_build_object('customer_account_id',
          (select id from customer_account where id <> o.customer_account_id limit 1), 'move_id',
          (select id from service_move where kind = 'end' limit 1)))).* from account_opening o
        """)]
    [InlineData("ck_service_move_source", """
        insert into service_move select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'source',
          'pigeon', 'final_bill_id', null))).* from service_move m limit 1
        """)]
    [InlineData("ck_service_move_source_said", """
        insert into service_move select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'source',
          null, 'final_bill_id', null))).* from service_move m limit 1
        """)]
    [InlineData("ck_service_move_site_has_request", """
        insert into service_move select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'source',
          'site', 'final_bill_id', null))).* from service_move m limit 1
        """)]
    [InlineData("ck_service_move_transfer_goes_on", """
        insert into service_move select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(),
          'transfer_id', m.id))).* from service_move m where m.kind = 'start'
        """)]
    public async Task What_happened_stays(string rule, string sql)
    {
        await using var town = await MovingTown.CreateAsync();
        var request = await town.StartingAsync(await town.VacantAsync());
        City.Done(await town.StartAsync(request with
        {
            Application = MovingTown.Proved with { Deposit = new Usd(1_00), NoDepositReason = null },
        }));

        Assert.Equal(rule, await town.City.Database.RuleThatRefusesAsync(sql));
    }
}
