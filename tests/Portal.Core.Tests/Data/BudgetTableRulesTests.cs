using Npgsql;
using Portal.Core.Billing.Budget;
using Portal.Core.Money;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of budget billing, as TableRulesTests does the others.</summary>
public sealed class BudgetTableRulesTests(BudgetTableRulesTests.Enrolled rows)
    : IClassFixture<BudgetTableRulesTests.Enrolled>
{
    private const string None = "00000000-0000-0000-0000-000000000002";

    private const string Anew = $$"""
        {"id": "{{None}}", "enrolled_on": "2030-01-01", "state": "active", "ended_at": null, "leave_reason": null,
          "left_at": null, "left_by": null,
        """;

    /// <summary>A second enrollment of the account whose first has ended.</summary>
    [Theory]
    [InlineData("ck_budget_enrollment_kind", """{"kind": "whim"}""")]
    [InlineData("ck_budget_enrollment_history", """{"history_cents": [1, 2]}""")]
    [InlineData("ck_budget_enrollment_first_amount", """{"first_amount_cents": -1}""")]
    [InlineData("ck_budget_enrollment_resident_agreed", """{"enrolled_by": "resident:1", "consent": " "}""")]
    [InlineData("ck_budget_enrollment_rule_holds", """{"enrolled_on": "2001-01-01"}""")]
    [InlineData("ck_budget_enrollment_rule_holds", """{"rule_id": "01300000-0000-7000-8000-000000000001"}""")]
    [InlineData("ck_budget_enrollment_begins_active", """{"state": "ended"}""")]
    [InlineData("ck_budget_enrollment_left_has_why", """{"left_by": "someone"}""")]
    [InlineData("ck_budget_enrollment_ended_has_when", """{"ended_at": "2027-01-01"}""")]
    [InlineData("ck_budget_enrollment_leave_reason", """{"leave_reason": "bored"}""")]
    [InlineData("ux_budget_enrollment_one_live", """{"customer_account_id": "$live"}""")]
    [InlineData("ck_budget_enrollment_not_past_due", """{"customer_account_id": "$late"}""")]
    [InlineData("ck_budget_enrollment_has_history", """{"customer_account_id": "$new"}""")]
    [InlineData("ck_budget_enrollment_account_open", """{"customer_account_id": "$closed"}""")]
    public Task An_account_enrolls_once_open_and_with_a_paid_year(string rule, string wrong) => rows.City.RefusedAsync(
        rule, $"budget_enrollment where id = '{rows.Ended.Id}'", rows.Fill(Anew + wrong[1..]));

    [Theory]
    [InlineData("ck_budget_entry_follows", "kind = 'bill'", """{"no": 9}""")]
    [InlineData("ck_budget_entry_follows", "kind = 'bill'", """{"no": 2, "asked_cents": 1}""")]
    [InlineData("ck_budget_entry_of_live_enrollment", "kind = 'bill'", """{"customer_account_id": "$late"}""")]
    [InlineData("ck_budget_entry_as_billed", "kind = 'bill'", """{"due_on": "2001-01-01"}""")]
    [InlineData("ck_budget_entry_taken_back_whole", "kind = 'bill'", """{"kind": "canceled"}""")]
    [InlineData("ck_budget_entry_has_bill", "kind = 'bill'", """{"kind": "settled"}""")]
    [InlineData("ck_budget_entry_settled_charges_nothing", "kind = 'bill'", """{"kind": "settled", "bill_id": null}""")]
    [InlineData("ck_budget_entry_kind", "kind = 'bill'", """{"kind": "gift"}""")]
    [InlineData("ck_budget_entry_month", "kind = 'bill'", """{"month": -1}""")]
    [InlineData("ux_budget_entry_bill", "kind = 'bill'", "{}")]
    public async Task An_entry_follows_the_one_before_and_its_bill(string rule, string which, string wrong)
    {
        await using var owner = NpgsqlDataSource.Create(rows.City.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand($"""
            insert into budget_entry select (jsonb_populate_record(e, jsonb_build_object('no', e.no + 1,
              'gathered_cents', e.gathered_cents + e.actual_cents - e.asked_cents) || $1)).*
            from budget_entry e where enrollment_id = '{rows.Live.Id}' and {which} order by no desc limit 1
            """);
        command.Parameters.Add(new() { Value = rows.Fill(wrong), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    [Theory]
    [InlineData("tr_budget_entry_append_only", "update budget_entry set asked_cents = 0")]
    [InlineData("tr_budget_entry_append_only", "delete from budget_entry")]
    [InlineData("tr_budget_enrollment_keeps_what_was_agreed", "delete from budget_enrollment")]
    [InlineData("tr_budget_enrollment_keeps_what_was_agreed", "update budget_enrollment set first_amount_cents = 0")]
    [InlineData("tr_budget_enrollment_keeps_what_was_agreed",
        "update budget_enrollment set state = 'ended', ended_at = now() where state = 'active'")]
    [InlineData("tr_budget_enrollment_keeps_what_was_agreed",
        "update budget_enrollment set state = 'active', ended_at = null where state = 'ended'")]
    [InlineData("ck_budget_enrollment_state", """
        alter table budget_enrollment disable trigger tr_budget_enrollment_keeps_what_was_agreed;
        update budget_enrollment set state = 'paused', ended_at = null where state = 'ended'
        """)]
    [InlineData("ck_budget_enrollment_ends_settled", """
        update budget_enrollment set state = 'leaving', leave_reason = 'asked', left_at = now(), left_by = 'test'
          where state = 'active';
        update budget_enrollment set state = 'ended', ended_at = now() where state = 'leaving'
        """)]
    [InlineData("ck_budget_entry_no", """
        alter table budget_entry disable trigger tr_budget_entry_is_sound;
        insert into budget_entry select (jsonb_populate_record(e, '{"no": 0}')).* from budget_entry e limit 1
        """)]
    [InlineData("ux_budget_entry_canceled", """
        alter table budget_entry disable trigger tr_budget_entry_is_sound;
        insert into budget_entry select (jsonb_populate_record(e, '{"no": 99}')).* from budget_entry e
          where kind = 'canceled' limit 1
        """)]
    [InlineData("ck_customer_account_closed_defers_nothing",
        "update customer_account set closed_on = '2027-12-31' where deferred_cents <> 0")]
    public async Task Not_even_the_owner_changes_one(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(rows.City.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    /// <summary>An account on a plan with a bill taken back, one whose plan has ended, one late, one new.</summary>
    public sealed class Enrolled : IAsyncLifetime
    {
        private readonly Dictionary<string, Guid> _accounts = [];

        public OneOfEach City { get; } = new();

        public BudgetEnrollment Live { get; private set; } = null!;

        public BudgetEnrollment Ended { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await City.InitializeAsync();
            var city = City.City;
            await city.OfferAsync("""{"kind": "rolling"}""");
            var ended = await city.EnrolledAsync(Enumerable.Repeat(100_00L, 12));
            Portal.Testing.City.Done(await city.LeaveAsync(ended));
            await city.MonthAsync(ended, 100_00);
            await city.PayDueAsync(ended);
            var live = await city.AccountAsync();
            foreach (var _ in Enumerable.Range(0, 12))
            {
                await city.BillAsync(live, new Usd(50_00));
            }

            await city.PayAsync(live, new Usd(600_00));
            Portal.Testing.City.Done(await city.EnrollAsync(live));
            var first = await city.BillAsync(live, new Usd(90_00));
            await city.CancelAsync(live, first);
            await city.BillAsync(live, new Usd(80_00));
            await city.PayDueAsync(live);
            (Live, Ended) = (await city.EnrollmentAsync(live), await city.EnrollmentAsync(ended));
            var closed = await city.AccountAsync();
            await using var close = city.Database.App.CreateCommand(
                $"update customer_account set closed_on = opened_on where id = '{closed.Id}'");
            await close.ExecuteNonQueryAsync();
            _accounts.Add("$live", live.Id);
            _accounts.Add("$closed", closed.Id);
            _accounts.Add("$new", (await city.AccountAsync()).Id);
            var late = await city.AccountOwingAsync(60.00m);
            _accounts.Add("$late", late.Id);
            city.Days(22);
        }

        public Task DisposeAsync() => City.DisposeAsync();

        /// <summary>Puts ids of accounts in the places of a poke.</summary>
        public string Fill(string wrong) => _accounts.Aggregate(
            wrong,
            (text, account) => text.Replace(account.Key, $"{account.Value}", StringComparison.Ordinal));
    }
}
