using Npgsql;
using Portal.Core.Accounts.Flags;
using Portal.Core.Accounts.Notes;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Core.Tests.Accounts.Flags;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of what the office keeps about an account, as TableRulesTests does the others.</summary>
public sealed class KeepingTableRulesTests(KeepingTableRulesTests.Rows rows)
    : IClassFixture<KeepingTableRulesTests.Rows>
{
    private const string New = "\"id\": \"00000000-0000-0000-0000-000000000001\"";

    [Theory]
    [InlineData("ck_account_flag_kind", "account_flag where kind = 'medical'", """{"kind": "x"}""")]
    [InlineData("ck_account_flag_reason", "account_flag where kind = 'medical'", """{"reason": " "}""")]
    [InlineData("ck_account_flag_source", "account_flag where kind = 'medical'", """{"source": " "}""")]
    [InlineData("ck_account_flag_review_after_start", "account_flag where kind = 'medical'",
        """{"review_on": "2020-01-01"}""")]
    [InlineData("ck_account_flag_stay_is_held", "account_flag where kind = 'medical'", """{"kind": "bankruptcy"}""")]
    [InlineData("ux_account_flag_one_of_kind", "account_flag where kind = 'medical'", "{" + New + "}")]
    [InlineData("ux_account_flag_hold", "account_flag where kind = 'bankruptcy'",
        "{" + New + """, "lifted_at": "2026-01-01"}""")]
    [InlineData("ck_account_flag_step_act", "account_flag_step", "{" + New + """, "act": "x"}""")]
    [InlineData("ck_account_flag_step_reason", "account_flag_step", """{"reason": " "}""")]
    [InlineData("ck_account_flag_step_review_day", "account_flag_step", """{"review_on": "2026-01-01"}""")]
    [InlineData("ux_account_flag_step_lifted_once", "account_flag_step", "{" + New + "}")]
    [InlineData("ck_account_note_body", "account_note", """{"body": " "}""")]
    [InlineData("ux_account_note_corrected_once", "account_note where corrects_id is not null", "{" + New + "}")]
    [InlineData("ck_account_note_corrects_another", "account_note",
        "{" + New + """, "corrects_id": "00000000-0000-0000-0000-000000000001"}""")]
    [InlineData("ux_account_note_of_account", "account_note", """{"corrects_id": null}""")]
    [InlineData("ck_office_task_view_of_another", "office_task where kind = 'sensitive_view'",
        "{" + New + """
        , "done_by": "staff:x", "done_at": "2026-01-01", "outcome": "x", "dedupe_key": "sensitive_view:a:x:1"}
        """)]
    [InlineData("ck_office_task_view_needs_outcome", "office_task where kind = 'sensitive_view'",
        "{" + New + """, "done_by": "staff:x", "done_at": "2026-01-01", "dedupe_key": "z"}""")]
    public async Task A_row_is_sound(string rule, string table, string wrong)
    {
        var (name, which) = table.Split(' ', 2) is [var first, var rest] ? (first, rest) : (table, "");

        var copy = $"(jsonb_populate_record(sound, '{wrong}')).* from {name} sound {which} limit 1";

        var named = await rows.City.Database.RuleThatRefusesAsync(
            $"insert into {name} select {copy}", triggers: false);

        Assert.True(named == rule || (rule == "ux_account_note_of_account" && named == "account_note_pkey"), named);
    }

    [Theory]
    [InlineData("tr_account_flag_step_append_only", "delete from account_flag_step")]
    [InlineData("tr_account_flag_keeps_what_happened", "update account_flag set reason = 'x'")]
    [InlineData("tr_account_flag_keeps_what_happened",
        "update account_flag set lifted_at = null where lifted_at is not null")]
    [InlineData("ck_account_flag_change_recorded",
        "update account_flag set review_on = review_on + 1 where kind = 'medical'")]
    [InlineData("tr_account_note_append_only", "update account_note set body = 'x'")]
    [InlineData("tr_account_note_pin_append_only", "delete from account_note_pin")]
    public async Task What_happened_stays(string rule, string sql) =>
        Assert.Equal(rule, await rows.City.Database.RuleThatRefusesAsync(sql));

    /// <summary>A flag of each sort, one lifted, a note set right and pinned, a look at a sensitive account.</summary>
    public sealed class Rows : IAsyncLifetime
    {
        public City City { get; } = new();

        public async Task InitializeAsync()
        {
            await City.InitializeAsync();
            var (account, terry) = (await City.AccountAsync(), await City.StaffAsync());
            foreach (var kind in new[] { FlagKind.Medical, FlagKind.Bankruptcy, FlagKind.DoNotContact })
            {
                City.Done(await City.FlagAsync(City.Flagging(account, kind, terry)));
            }

            var lifted = City.Done(await City.FlagAsync(City.Flagging(account, FlagKind.Sensitive, terry)));
            await City.ReadAsync(db => new RecordCustomerView(
                db, new Portal.Core.Payments.RaiseOfficeTask(db, City.Clock),
                new BusinessClock(City.Clock, TimeZoneInfo.Utc)).RunAsync(
                    new(terry, account.Id, "/office/accounts", null) { Reason = "call", Words = "x" }, default));
            City.Done(await City.LiftAsync(lifted));
            var note = City.Done(await City.NoteAsync(account, terry, "One."));
            City.Done(await City.NoteAsync(account, terry, "Two.", note.Id));
            City.Done(await City.AskAsync<PinNote, Outcome<bool>>(
                act => act.RunAsync(new(account.Id, note.Id, Actor.Staff(terry)), default)));
        }

        public Task DisposeAsync() => City.DisposeAsync();
    }
}
