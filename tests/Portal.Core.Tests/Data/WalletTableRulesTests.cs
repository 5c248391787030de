using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Tests.Payments;
using Portal.Core.Tests.Payments.Wallet;
using Xunit;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of kept methods, autopay and drafts, as TableRulesTests does the others.</summary>
public sealed class WalletTableRulesTests(WalletTableRulesTests.Kept rows) : IClassFixture<WalletTableRulesTests.Kept>
{
    private const string None = "00000000-0000-0000-0000-000000000002";
    private const string Id = """ "id": "00000000-0000-0000-0000-000000000001" """;

    [Theory]
    [InlineData("ck_saved_method_tender", "saved_method", """{"tender": "shells", "expires_on": null}""")]
    [InlineData("ck_saved_method_last_four", "saved_method", """{"last_four": "42424"}""")]
    [InlineData("ck_saved_method_card_expires", "saved_method", """{"expires_on": null}""")]
    [InlineData("ux_saved_method_processor_method", "saved_method", "{" + Id + "}")]
    [InlineData("fk_saved_method_user", "saved_method",
        "{" + Id + $$""", "processor_method_id": "pm_x", "user_id": "{{None}}"}""")]
    [InlineData("ck_saved_method_event_no", "saved_method_event", """{"no": 0}""")]
    [InlineData("ck_saved_method_event_kind", "saved_method_event", """{"kind": "eaten"}""")]
    [InlineData("fk_saved_method_event_method", "saved_method_event", $$"""{"method_id": "{{None}}"}""")]
    [InlineData("ck_method_setup_purpose", "method_setup", """{"purpose": "fun"}""")]
    [InlineData("ck_method_setup_state", "method_setup", """{"state": "maybe", "method_id": null}""")]
    [InlineData("ck_method_setup_language", "method_setup", """{"language": "fr"}""")]
    [InlineData("ck_method_setup_kept_has_method", "method_setup", """{"method_id": null}""")]
    [InlineData("ck_method_setup_guest_has_no_user", "method_setup", """{"purpose": "guest_schedule"}""")]
    [InlineData("ux_method_setup_session", "method_setup", "{" + Id + "}")]
    [InlineData("fk_method_setup_user", "method_setup",
        "{" + Id + $$""", "session_id": null, "user_id": "{{None}}"}""")]
    [InlineData("fk_method_setup_customer_account", "method_setup",
        "{" + Id + $$""", "session_id": null, "customer_account_id": "{{None}}"}""")]
    [InlineData("fk_method_setup_replaces", "method_setup",
        "{" + Id + $$""", "session_id": null, "replaces_id": "{{None}}"}""")]
    [InlineData("fk_method_setup_method", "method_setup",
        "{" + Id + $$""", "session_id": null, "method_id": "{{None}}"}""")]
    [InlineData("ck_method_to_forget_next", "method_to_forget", """{"next_at": null}""")]
    public Task A_method_is_kept_once_and_by_its_names_alone(string rule, string table, string wrong) =>
        RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_autopay_enrollment_rule", """{"rule": "whenever"}""")]
    [InlineData("ck_autopay_enrollment_rule_day", """{"rule_day": 3}""")]
    [InlineData("ck_autopay_enrollment_rule_day", """{"rule": "days_before", "rule_day": 11}""")]
    [InlineData("ck_autopay_enrollment_rule_day", """{"rule": "day_of_month", "rule_day": null}""")]
    [InlineData("ck_autopay_enrollment_cap", """{"cap_cents": 99}""")]
    [InlineData("ck_autopay_enrollment_state", """{"state": "asleep", "why": "by_payer"}""")]
    [InlineData("ck_autopay_enrollment_why", """{"state": "suspended", "why": "whim"}""")]
    [InlineData("ck_autopay_enrollment_has_why", """{"state": "suspended"}""")]
    [InlineData("ck_autopay_enrollment_ended", """{"state": "ended", "why": "by_payer"}""")]
    [InlineData("ux_autopay_enrollment_one_standing", "{" + Id + "}")]
    [InlineData("fk_autopay_enrollment_customer_account", "{" + Id + $$""", "customer_account_id": "{{None}}"}""")]
    [InlineData("fk_autopay_enrollment_user",
        "{" + Id + $$""", "customer_account_id": "$other", "user_id": "{{None}}"}""")]
    [InlineData("fk_autopay_enrollment_method",
        "{" + Id + $$""", "customer_account_id": "$other", "method_id": "{{None}}"}""")]
    [InlineData("fk_autopay_enrollment_consent",
        "{" + Id + $$""", "customer_account_id": "$other", "consent_id": "{{None}}"}""")]
    public Task An_account_is_on_autopay_once_and_by_terms_that_can_be_kept(string rule, string wrong) =>
        RefusedAsync(rule, "autopay_enrollment", wrong);

    [Theory]
    [InlineData("ck_draft_source",
        """{"source": "wish", "enrollment_id": null, "bill_id": null, "method_id": "$setup"}""")]
    [InlineData("ck_draft_language", """{"language": "fr"}""")]
    [InlineData("ck_draft_amount", """{"amount_cents": 49}""")]
    [InlineData("ck_draft_state", """{"state": "maybe"}""")]
    [InlineData("ck_draft_why", """{"state": "skipped", "why": "whim"}""")]
    [InlineData("ck_draft_has_why", """{"why": "declined"}""")]
    [InlineData("ck_draft_tries", """{"tries": 4}""")]
    [InlineData("ck_draft_autopay_has_bill", """{"bill_id": null}""")]
    [InlineData("ck_draft_scheduled_has_method", """{"source": "scheduled"}""")]
    [InlineData("ck_draft_notice", """{"promised_on": "2027-06-01"}""")]
    [InlineData("ck_draft_promised_has_day", """{"send_at": null}""")]
    [InlineData("ux_draft_enrollment_bill", "{" + Id + "}")]
    [InlineData("ux_draft_setup", "{" + Id + $$""", "bill_id": "$bill", "setup_id": "$setup"}""")]
    [InlineData("ux_draft_secret", "{" + Id + """, "bill_id": "$bill", "secret_hash": "\\x01"}""")]
    [InlineData("fk_draft_customer_account",
        "{" + Id + $$""", "bill_id": "$bill", "customer_account_id": "{{None}}"}""")]
    [InlineData("fk_draft_enrollment", "{" + Id + $$""", "enrollment_id": "{{None}}"}""")]
    [InlineData("fk_draft_bill", "{" + Id + $$""", "bill_id": "{{None}}"}""")]
    [InlineData("fk_draft_user", "{" + Id + $$""", "bill_id": "$bill", "user_id": "{{None}}"}""")]
    [InlineData("fk_draft_setup", "{" + Id + $$""", "bill_id": "$bill", "setup_id": "{{None}}"}""")]
    [InlineData("fk_draft_consent", "{" + Id + $$""", "bill_id": "$bill", "consent_id": "{{None}}"}""")]
    [InlineData("fk_draft_method",
        "{" + Id + $$""", "source": "scheduled", "enrollment_id": null, "bill_id": null, "method_id": "{{None}}"}""")]
    public Task A_draft_is_promised_in_time_and_once_for_a_bill(string rule, string wrong) =>
        RefusedAsync(rule, "draft where source = 'autopay' and state = 'promised'", wrong);

    [Theory]
    [InlineData("ck_draft_event_no", "draft_event", """{"no": 0}""")]
    [InlineData("ck_draft_event_event", "draft_event", """{"event": "sing"}""")]
    [InlineData("ck_draft_event_state", "draft_event", """{"state": "asleep"}""")]
    [InlineData("ck_draft_event_why", "draft_event", """{"why": "whim"}""")]
    [InlineData("fk_draft_event_draft", "draft_event", $$"""{"draft_id": "{{None}}"}""")]
    [InlineData("ck_payment_attempt_draft_has_method", "payment_attempt where draft_id is not null",
        """{"processor_method_id": null}""")]
    [InlineData("fk_payment_attempt_draft", "payment_attempt where draft_id is not null", "{" + Id +
        $$""", "processor_payment_id": null, "draft_id": "{{None}}"}""")]
    [InlineData("ux_payment_attempt_one_of_draft", "payment_attempt where draft_id is not null", "{" + Id +
        """, "processor_payment_id": null}""")]
    [InlineData("tr_payment_attempt_within_draft", "payment_attempt where draft_id is not null", "{" + Id +
        """, "processor_payment_id": null, "amount_cents": 99999}""")]
    public Task A_draft_is_taken_once_and_within_what_was_announced(string rule, string table, string wrong) =>
        RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("tr_saved_method_event_append_only", "delete from saved_method_event")]
    [InlineData("tr_draft_event_append_only", "update draft_event set no = no + 1")]
    [InlineData("tr_draft_keeps_its_promise",
        "update draft set amount_cents = amount_cents + 1 where source = 'autopay'")]
    [InlineData("tr_draft_keeps_its_promise", "update draft set planned_on = planned_on + 1 where source = 'autopay'")]
    public async Task What_was_promised_and_what_happened_stays(string rule, string sql)
    {
        await using var admin = NpgsqlDataSource.Create(rows.Paying.City.Database.AdminConnectionString);
        await using var command = admin.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    private async Task RefusedAsync(string rule, string table, string wrong)
    {
        var city = rows.Paying.City;
        var (name, which) = table.Split(' ', 2) is [var first, var rest] ? (first, rest) : (table, "");
        await using var command = city.Database.App.CreateCommand(
            $"insert into {name} select (jsonb_populate_record(sound, $1)).* from {name} sound {which} limit 1");
        command.Parameters.Add(new() { Value = rows.Fill(wrong), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    /// <summary>A city with a method, autopay, a draft that was announced, one that was taken, and a guest's.</summary>
    public sealed class Kept : IAsyncLifetime
    {
        private readonly Dictionary<string, string> _ids = [];

        public PayingCity Paying { get; } = new();

        public async Task InitializeAsync()
        {
            await Paying.InitializeAsync();
            var taken = await Paying.OnAutopayAsync();
            var draft = await Paying.DraftOfAsync(taken.Account);
            Paying.GoTo(draft.PlannedOn);
            await Paying.SendAsync();
            var (account, _, _) = await Paying.OnAutopayAsync();
            var bill = await Paying.City.BillAsync(account, new(20_00));
            var other = await Paying.City.AccountAsync();
            (_ids["$other"], _ids["$bill"]) = ($"{other.Id}", $"{bill.Id}");
            await using var command = Paying.City.Database.App.CreateCommand($"""
                insert into method_setup (id, purpose, state, language, created_at, expires_at, changed_at)
                  values (gen_random_uuid(), 'guest_schedule', 'canceled', 'en', now(), now(), now());
                insert into draft (id, source, customer_account_id, setup_id, language, amount_cents, planned_on, state,
                    why, secret_hash, created_at, changed_at)
                  select gen_random_uuid(), 'scheduled', '{account.Id}', id, 'en', 500, '2026-12-10', 'canceled',
                    'not_finished', '\x01', now(), now() from method_setup where purpose = 'guest_schedule';
                insert into method_to_forget (processor_method_id, asked_at, next_at) values ('pm_1', now(), now());
                """);
            await command.ExecuteNonQueryAsync();
            var setup = await Paying.City.ReadAsync(db =>
                db.MethodSetups.Where(s => s.UserId == null).Select(s => s.Id).SingleAsync());
            _ids["$setup"] = $"{setup}";
        }

        public Task DisposeAsync() => Paying.DisposeAsync();

        /// <summary>Puts ids of rows in the places of their names.</summary>
        public string Fill(string wrong) =>
            _ids.Aggregate(wrong, (text, id) => text.Replace(id.Key, id.Value, StringComparison.Ordinal));
    }
}
