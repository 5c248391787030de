using Npgsql;
using Portal.Core.Payments.Arrangements;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of payment arrangements, as TableRulesTests does the others.</summary>
public sealed class ArrangementTableRulesTests(ArrangementTableRulesTests.Agreed rows)
    : IClassFixture<ArrangementTableRulesTests.Agreed>
{
    private const string Anew = """
        {"id": "00000000-0000-0000-0000-000000000002", "state": "active", "ended_at": null, "ended_by": null,
        """;

    /// <summary>A second arrangement of an account whose first is kept.</summary>
    [Theory]
    [InlineData("ck_payment_arrangement_kind", """{"kind": "gift"}""")]
    [InlineData("ck_payment_arrangement_covered", """{"covered_cents": 0}""")]
    [InlineData("ck_payment_arrangement_resident_agreed", """{"agreed_by": "resident:1"}""")]
    [InlineData("ck_payment_arrangement_begins_active", """{"state": "kept", "ended_at": "2027-01-01"}""")]
    [InlineData("ck_payment_arrangement_end_recorded", """{"ended_by": "someone"}""")]
    [InlineData("ck_payment_arrangement_rule_holds", """{"agreed_on": "2001-01-01"}""")]
    [InlineData("ck_payment_arrangement_rule_holds", """{"rule_id": "01300000-0000-7000-8000-000000000001"}""")]
    [InlineData("ck_payment_arrangement_account_open", """{"customer_account_id": "$closed"}""")]
    [InlineData("ck_payment_arrangement_not_on_budget", """{"customer_account_id": "$budget"}""")]
    [InlineData("ux_payment_arrangement_one_active", """{"customer_account_id": "$active"}""")]
    [InlineData("ck_payment_arrangement_adds_up", "{ }")]
    public Task An_arrangement_begins_on_an_open_account_and_adds_up(string rule, string wrong) =>
        rows.City.RefusedAsync(
            rule, $"payment_arrangement where id = '{rows.Kept.Id}'",
            rows.Fill(wrong == "{ }" ? Anew.TrimEnd(' ', ',', '\n') + "}" : Anew + wrong[1..]));

    [Theory]
    [InlineData("ck_arrangement_item_adds_up", "arrangement_item",
        """{"arrangement_id": "$other"}""")]
    [InlineData("ck_arrangement_item_covered", "arrangement_item", """{"covered_cents": 0}""")]
    [InlineData("ck_arrangement_installment_adds_up", "arrangement_installment", """{"no": 9}""")]
    [InlineData("ck_arrangement_installment_no", "arrangement_installment", """{"no": -1}""")]
    [InlineData("ck_arrangement_installment_amount", "arrangement_installment", """{"amount_cents": 0}""")]
    [InlineData("ck_arrangement_notice_kind", "arrangement_notice", """{"kind": "gossip"}""")]
    public Task Its_parts_are_sound(string rule, string table, string wrong) => rows.City.RefusedAsync(
        rule, $"{table} where arrangement_id = '{rows.Kept.Id}'", rows.Fill(wrong));

    [Theory]
    [InlineData("tr_arrangement_item_append_only", "update arrangement_item set covered_cents = 1")]
    [InlineData("tr_arrangement_installment_append_only", "delete from arrangement_installment")]
    [InlineData("tr_arrangement_notice_append_only", "delete from arrangement_notice")]
    [InlineData("tr_bill_wait_append_only", "update bill_wait set disputed_cents = 1")]
    [InlineData("ck_bill_wait_arranged", "insert into bill_wait select id, -1, null, 0, 9 from bill limit 1")]
    [InlineData("ck_bill_wait_disputed", "insert into bill_wait select id, 9, '2027-01-01', 9, -1 from bill limit 1")]
    [InlineData("ck_bill_wait_is_something", "insert into bill_wait select id, 0, null, 0, 0 from bill limit 1")]
    [InlineData("ck_bill_wait_has_next", "insert into bill_wait select id, 9, null, 0, 0 from bill limit 1")]
    [InlineData("tr_payment_arrangement_keeps_what_was_agreed", "delete from payment_arrangement")]
    [InlineData("tr_payment_arrangement_keeps_what_was_agreed",
        "update payment_arrangement set covered_cents = 1 where state = 'active'")]
    [InlineData("tr_payment_arrangement_keeps_what_was_agreed",
        "update payment_arrangement set state = 'active', ended_at = null, ended_by = null where state = 'kept'")]
    [InlineData("ck_payment_arrangement_state",
        "update payment_arrangement set state = 'paused', ended_at = now(), ended_by = 'x' where state = 'active'")]
    [InlineData("ck_budget_enrollment_no_arrangement", """
        insert into budget_enrollment select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(),
          'customer_account_id', (select customer_account_id from payment_arrangement where state = 'active')))).*
        from budget_enrollment e limit 1
        """)]
    public async Task Not_even_the_owner_changes_one(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(rows.City.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(
            "alter table budget_enrollment disable trigger tr_budget_enrollment_is_allowed;" + sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    /// <summary>The one that is kept once more, for a day before its charges fall due, or long after.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public async Task An_extension_is_for_a_day_after_its_charges_fall_due_and_within_the_policy(int days)
    {
        await using var app = NpgsqlDataSource.Create(rows.City.City.Database.AppConnectionString);
        await using var command = app.CreateCommand($"""
            with one as (
              insert into payment_arrangement select (jsonb_populate_record(a, jsonb_build_object(
                'id', gen_random_uuid(), 'state', 'active', 'ended_at', null, 'ended_by', null))).*
              from payment_arrangement a where a.id = '{rows.Kept.Id}' returning id),
            covered as (
              insert into arrangement_item select one.id, i.open_item_id, i.covered_cents, i.hold_id
              from one, arrangement_item i where i.arrangement_id = '{rows.Kept.Id}')
            insert into arrangement_installment
            select one.id, n.no, {days} + (select max(o.due_on) from open_item o
              join arrangement_item i on i.open_item_id = o.id where i.arrangement_id = '{rows.Kept.Id}'),
              n.amount_cents
            from one, arrangement_installment n where n.arrangement_id = '{rows.Kept.Id}'
            """);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal("ck_payment_arrangement_extends_in_time", fault.ConstraintName);
    }

    [Fact]
    public Task Days_follow_one_another() => rows.City.RefusedAsync(
        "ck_arrangement_installment_adds_up", $"arrangement_installment where arrangement_id = '{rows.Kept.Id}'",
        """{"no": 0, "due_on": "2001-01-01"}""");

    /// <summary>An account whose arrangement is kept, one whose is active, one on budget billing, one closed.</summary>
    public sealed class Agreed : IAsyncLifetime
    {
        private readonly Dictionary<string, Guid> _ids = [];

        public OneOfEach City { get; } = new();

        public PaymentArrangement Kept { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await City.InitializeAsync();
            var city = City.City;
            await city.AllowAsync();
            await city.OfferAsync("""{"kind": "rolling"}""");
            _ids.Add("$budget", (await city.EnrolledAsync(Enumerable.Repeat(100_00L, 12))).Id);
            var kept = await city.AccountOwingAsync(60.00m);
            Portal.Testing.City.Done(await city.ArrangeAsync(kept, days: 3));
            city.Days(22);
            await city.FollowAsync();
            await city.PayAsync(kept, new(60_00));
            city.Days(20);
            await city.FollowAsync();
            Kept = await city.ArrangementAsync(kept);
            var active = await city.AccountOwingAsync(60.00m);
            _ids.Add("$other", Portal.Testing.City.Done(await city.ArrangeAsync(active, months: 3)).Id);
            await city.BillAsync(active, new(30_00));
            _ids.Add("$active", active.Id);
            var closed = await city.AccountAsync();
            await using var close = city.Database.App.CreateCommand(
                $"update customer_account set closed_on = opened_on where id = '{closed.Id}'");
            await close.ExecuteNonQueryAsync();
            _ids.Add("$closed", closed.Id);
        }

        public Task DisposeAsync() => City.DisposeAsync();

        /// <summary>Puts ids in the places of a poke.</summary>
        public string Fill(string wrong) => _ids.Aggregate(
            wrong, (text, id) => text.Replace(id.Key, $"{id.Value}", StringComparison.Ordinal));
    }
}
