using Npgsql;
using Portal.Core.SecurityDeposits;
using Portal.Core.Tests.SecurityDeposits;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of security deposits, as TableRulesTests does the others.</summary>
public sealed class DepositTableRulesTests(DepositTableRulesTests.Held rows)
    : IClassFixture<DepositTableRulesTests.Held>
{
    private const string None = "00000000-0000-0000-0000-000000000002";

    [Theory]
    [InlineData("ck_deposit_demand_cause", "deposit_demand", """{"cause": "whim"}""")]
    [InlineData("ck_deposit_demand_amount", "deposit_demand", """{"amount_cents": 0}""")]
    [InlineData("ck_deposit_demand_within_estimate", "deposit_demand", """{"amount_cents": 99999999}""")]
    [InlineData("ck_deposit_demand_drop_reason", "deposit_demand_drop", """{"reason": " "}""")]
    [InlineData("fk_deposit_demand_drop_demand", "deposit_demand_drop", $$"""{"demand_id": "{{None}}"}""")]
    [InlineData("ck_security_deposit_amount", "security_deposit", """{"amount_cents": 0}""")]
    [InlineData("ck_security_deposit_tender", "security_deposit", """{"tender": "shells"}""")]
    [InlineData("ck_security_deposit_is_money", "security_deposit", """{"tender": "assistance"}""")]
    [InlineData("ux_security_deposit_demand", "security_deposit where demand_id is not null",
        $$"""{"id": "{{None}}"}""")]
    [InlineData("fk_security_deposit_fund", "security_deposit",
        $$"""{"id": "{{None}}", "demand_id": null, "fund": "999"}""")]
    [InlineData("ck_deposit_transfer_moves", "deposit_transfer",
        $$"""{"from_account_id": "{{None}}", "to_account_id": "{{None}}"}""")]
    public Task A_deposit_is_asked_for_within_the_estimate_and_taken_once(string rule, string table, string wrong) =>
        rows.City.RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_deposit_movement_kind", "taken", """{"kind": "lost"}""")]
    [InlineData("ck_deposit_movement_second_person", "taken", """{"moved_by": "a", "approved_by": "a"}""")]
    [InlineData("ck_deposit_movement_whole", "returned", """{"amount_cents": 1}""")]
    [InlineData("ck_deposit_movement_whole", "taken", """{"amount_cents": 1}""")]
    [InlineData("ck_deposit_movement_becomes_payment", "taken", """{"payment_id": "$payment"}""")]
    [InlineData("ck_deposit_movement_interest_has_days", "taken", """{"from_on": "2026-01-01"}""")]
    [InlineData("ux_deposit_movement_operation", "taken",
        $$"""{"id": "{{None}}", "journal_entry_id": "$entry"}""")]
    [InlineData("ux_deposit_movement_taken_once", "taken",
        $$"""{"id": "{{None}}", "journal_entry_id": "$entry", "operation_id": "{{None}}"}""")]
    [InlineData("ux_deposit_movement_journal_entry", "taken",
        $$"""{"id": "{{None}}", "operation_id": "{{None}}"}""")]
    public async Task What_happens_to_it_is_whole_and_happens_once(string rule, string kind, string wrong) =>
        await rows.City.RefusedAsync(
            rule, $"deposit_movement where kind = '{kind}' and deposit_id = '{rows.Returned}'",
            await rows.FillAsync(wrong));

    [Theory]
    [InlineData("tr_deposit_demand_append_only", "update deposit_demand set note = ''")]
    [InlineData("tr_deposit_demand_drop_append_only", "delete from deposit_demand_drop")]
    [InlineData("tr_deposit_movement_append_only", "update deposit_movement set amount_cents = 1")]
    [InlineData("tr_deposit_transfer_append_only", "delete from deposit_transfer")]
    [InlineData("tr_security_deposit_keeps_what_happened", "update security_deposit set amount_cents = 1")]
    [InlineData("tr_security_deposit_keeps_what_happened", "delete from security_deposit")]
    [InlineData("ck_payment_reversal_of_money", """
        insert into payment_reversal (payment_id, journal_entry_id, reason, cause, reversed_at, reversed_by)
        select p.id, p.journal_entry_id, 'test', 'correction', now(), 'test' from payment p
        where p.tender = 'security_deposit'
        """)]
    [InlineData("ck_payment_reversal_returned_item", """
        insert into payment_reversal (payment_id, journal_entry_id, reason, cause, reversed_at, reversed_by)
        select p.id, p.journal_entry_id, 'test', 'returned_item', now(), 'test' from payment p
        where p.tender = 'security_deposit'
        """)]
    [InlineData("ck_payment_reversal_cause", """
        insert into payment_reversal (payment_id, journal_entry_id, reason, cause, reversed_at, reversed_by)
        select p.id, p.journal_entry_id, 'test', 'mood', now(), 'test' from payment p
        where p.tender <> 'security_deposit'
        """)]
    [InlineData("ck_deposit_movement_return_limit", """
        do $$ declare account uuid; one uuid; begin
          select customer_account_id into account from security_deposit limit 1;
          for i in 1..2 loop
            one := gen_random_uuid();
            insert into security_deposit (id, customer_account_id, amount_cents, fund, tender, taken_on)
              values (one, account, 20000, '510', 'cash', '2026-01-01');
            insert into deposit_movement (id, deposit_id, operation_id, kind, amount_cents, moved_on, moved_at,
                moved_by, journal_entry_id, payment_id)
              select gen_random_uuid(), one, one, k.kind, 20000, '2026-01-01', now(), 'staff:x', e.id,
                case k.kind when 'returned' then (select p.id from payment p where not exists (
                  select from deposit_movement m where m.payment_id = p.id) limit 1) end
              from unnest(array['taken', 'returned']) with ordinality k (kind, no)
              join lateral (select j.id from journal_entry j where not exists (
                select from deposit_movement m where m.journal_entry_id = j.id) order by j.id offset k.no limit 1) e
                on true
              order by k.no;
          end loop;
        end $$
        """)]
    [InlineData("ck_deposit_movement_return_limit", """
        do $$ declare one uuid := gen_random_uuid(); account uuid; entry uuid; begin
          select customer_account_id into account from security_deposit limit 1;
          select id into entry from journal_entry e where not exists (
            select from deposit_movement m where m.journal_entry_id = e.id) limit 1;
          insert into security_deposit (id, customer_account_id, amount_cents, fund, tender, taken_on)
            values (one, account, 25001, '510', 'cash', '2026-01-01');
          insert into deposit_movement (id, deposit_id, operation_id, kind, amount_cents, moved_on, moved_at, moved_by,
            journal_entry_id) values (gen_random_uuid(), one, one, 'taken', 25001, '2026-01-01', now(), 'a', entry);
          insert into deposit_movement (id, deposit_id, operation_id, kind, amount_cents, moved_on, moved_at, moved_by,
            journal_entry_id) values (gen_random_uuid(), one, one, 'returned', 25001, '2026-02-01', now(), 'a', entry);
        end $$
        """)]
    [InlineData("ck_deposit_movement_amount", """
        do $$ declare sound deposit_movement; begin
          select * into sound from deposit_movement limit 1;
          alter table deposit_movement disable trigger tr_deposit_movement_is_sound;
          insert into deposit_movement select (jsonb_populate_record(sound, '{"amount_cents": 0}')).*;
        end $$
        """)]
    [InlineData("ux_deposit_movement_given_up_once", """
        do $$ declare sound deposit_movement; begin
          select * into sound from deposit_movement where kind = 'returned' limit 1;
          alter table deposit_movement disable trigger tr_deposit_movement_is_sound;
          insert into deposit_movement select (jsonb_populate_record(sound, jsonb_build_object('id',
            gen_random_uuid(), 'operation_id', gen_random_uuid(), 'journal_entry_id', (select id from journal_entry e
              where not exists (select from deposit_movement m where m.journal_entry_id = e.id) limit 1),
            'payment_id', (select id from payment p where tender <> 'security_deposit' limit 1)))).*;
        end $$
        """)]
    [InlineData("ux_deposit_movement_payment", """
        do $$ declare sound deposit_movement; begin
          select * into sound from deposit_movement where kind = 'returned' limit 1;
          alter table deposit_movement disable trigger tr_deposit_movement_is_sound;
          insert into deposit_movement select (jsonb_populate_record(sound, jsonb_build_object('id',
            gen_random_uuid(), 'kind', 'applied', 'operation_id', gen_random_uuid(), 'deposit_id', (
              select id from security_deposit d where d.id <> sound.deposit_id limit 1),
            'journal_entry_id', (select id from journal_entry e
              where not exists (select from deposit_movement m where m.journal_entry_id = e.id) limit 1)))).*;
        end $$
        """)]
    public async Task Not_even_the_owner_changes_one(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(rows.City.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    /// <summary>A city with a deposit held, one returned with interest, one taken along, and demands.</summary>
    public sealed class Held : IAsyncLifetime
    {
        public OneOfEach City { get; } = new();

        /// <summary>The returned deposit: the one that has every kind of movement.</summary>
        public Guid Returned { get; private set; }

        public async Task InitializeAsync()
        {
            await City.InitializeAsync();
            var city = City.City;
            var account = await city.AccountAsync();
            var demand = Portal.Testing.City.Done(await city.DemandAsync(DepositCity.DemandOf(account, 50_00)));
            var deposit = Portal.Testing.City.Done(
                await city.TakeAsync(DepositCity.DepositOf(account, 50_00, demand.Id)));
            Returned = deposit.Id;
            var other = await city.AccountAsync();
            Portal.Testing.City.Done(await city.DemandAsync(DepositCity.DemandOf(other, 60_00)));
            await using var command = city.Database.App.CreateCommand($"""
                insert into deposit_demand_drop (demand_id, reason, dropped_at, dropped_by)
                  select id, 'test', now(), 'test' from deposit_demand where amount_cents = 6000;
                insert into deposit_transfer (id, deposit_id, from_account_id, to_account_id, transferred_on,
                    transferred_at, transferred_by)
                  values (gen_random_uuid(), '{deposit.Id}', '{other.Id}', '{account.Id}', '2026-11-16', now(), 'test');
                """);
            await command.ExecuteNonQueryAsync();
            await city.PassAsync(366);
            Portal.Testing.City.Done(await city.ReturnAsync(DepositCity.ReturnOf(deposit)));
            await city.TakenAsync(await city.AccountAsync(), 40_00);
        }

        public Task DisposeAsync() => City.DisposeAsync();

        /// <summary>Puts ids of rows that there are in the places of a poke.</summary>
        public async Task<string> FillAsync(string wrong)
        {
            foreach (var (place, sql) in new[]
            {
                ("$payment", "select id from payment where tender <> 'security_deposit' limit 1"),
                ("$entry", """
                    select id from journal_entry e where not exists (
                      select from deposit_movement m where m.journal_entry_id = e.id) limit 1
                    """),
            })
            {
                if (wrong.Contains(place, StringComparison.Ordinal))
                {
                    await using var command = City.City.Database.App.CreateCommand(sql);
                    wrong = wrong.Replace(place, $"{await command.ExecuteScalarAsync()}", StringComparison.Ordinal);
                }
            }

            return wrong;
        }
    }
}
