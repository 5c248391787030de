using Npgsql;
using Portal.Core.Payments.Checks;
using Portal.Core.Staff;
using Portal.Core.Tests.Payments.Refunds;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of refunds and checks, as TableRulesTests does the others.</summary>
public sealed class RefundTableRulesTests(RefundTableRulesTests.Rows rows) : IClassFixture<RefundTableRulesTests.Rows>
{
    private const string New = "\"id\": \"00000000-0000-0000-0000-000000000001\"";

    [Theory]
    [InlineData("ck_refund_amount", "refund", """{"amount_cents": 0}""")]
    [InlineData("ck_refund_cause", "refund", """{"cause": "whim"}""")]
    [InlineData("ck_refund_note", "refund", """{"note": " "}""")]
    [InlineData("ck_refund_state", "refund where state = 'requested'",
        """{"state": "lost", "journal_entry_id": "00000000-0000-0000-0000-000000000002"}""")]
    [InlineData("ck_refund_approved_is_posted", "refund where state = 'requested'", """{"state": "approved"}""")]
    [InlineData("ck_refund_issued_by_somebody", "refund where state = 'requested'",
        """{"issued_by": "x", "issued_on": "2026-01-01"}""")]
    [InlineData("ux_refund_reference", "refund", "{" + New + "}")]
    [InlineData("ux_refund_journal_entry", "refund where journal_entry_id is not null",
        "{" + New + """, "reference": "F-X"}""")]
    [InlineData("ck_refund_approval_decision", "refund_approval", """{"decision": "perhaps"}""")]
    [InlineData("ck_refund_approval_reason", "refund_approval", """{"decision": "declined", "note": " "}""")]
    [InlineData("ck_refund_part_no", "refund_part", """{"no": 0}""")]
    [InlineData("ck_refund_part_amount", "refund_part", """{"amount_cents": 0}""")]
    [InlineData("ck_refund_part_way", "refund_part where way = 'check'",
        """{"way": "pigeon", "sent_at": "2026-01-01"}""")]
    [InlineData("ck_refund_part_state", "refund_part where state = 'planned'",
        """{"state": "lost", "sent_at": "2026-01-01"}""")]
    [InlineData("ck_refund_part_reopened", "refund_part where state = 'planned'",
        """{"state": "failed", "sent_at": "2026-01-01"}""")]
    [InlineData("ck_refund_part_pays_by_processor", "refund_part where paid_entry_id is not null",
        """{"way": "check"}""")]
    [InlineData("ck_refund_part_sent", "refund_part where sent_at is not null", """{"sent_at": null}""")]
    [InlineData("ux_refund_part_no", "refund_part where way = 'check'", "{" + New + "}")]
    [InlineData("ux_refund_part_processor_refund", "refund_part where processor_refund_id is not null",
        "{" + New + """, "no": 9, "paid_entry_id": null}""")]
    [InlineData("ux_refund_part_paid_entry", "refund_part where paid_entry_id is not null",
        "{" + New + """, "no": 9, "processor_refund_id": null}""")]
    [InlineData("ck_check_account_code", "check_account", """{"code": "A B"}""")]
    [InlineData("ck_check_account_routing", "check_account", """{"routing_number": "12"}""")]
    [InlineData("ck_check_account_number", "check_account", """{"account_number": "12"}""")]
    [InlineData("ck_check_account_layout", "check_account", """{"layout": "verse"}""")]
    [InlineData("ck_check_account_next", "check_account", """{"next_number": 0}""")]
    [InlineData("ck_check_run_checks", "check_run", """{"checks": 201}""")]
    [InlineData("ck_check_run_numbers", "check_run", """{"last_number": 1}""")]
    [InlineData("ck_check_run_sha256", "check_run", """{"sha256": "x"}""")]
    [InlineData("ck_bank_check_amount", "bank_check", """{"amount_cents": 0}""")]
    [InlineData("ck_bank_check_payee", "bank_check", """{"payee": " "}""")]
    [InlineData("ck_bank_check_state", "bank_check where run_id is not null", """{"state": "eaten"}""")]
    [InlineData("ck_bank_check_is_in_a_run", "bank_check", """{"state": "mailed", "run_id": null}""")]
    [InlineData("ux_bank_check_number", "bank_check",
        "{" + New + """, "journal_entry_id": "00000000-0000-0000-0000-000000000002"}""")]
    [InlineData("ux_bank_check_journal_entry", "bank_check", "{" + New + """, "number": 9}""")]
    [InlineData("ck_bank_check_event_state", "bank_check_event", """{"state": "eaten"}""")]
    [InlineData("ux_bank_check_event_entry", "bank_check_event where journal_entry_id is not null", "{" + New + "}")]
    public async Task A_row_is_sound(string rule, string table, string wrong)
    {
        var (name, which) = table.Split(' ', 2) is [var first, var rest] ? (first, rest) : (table, "");

        var copy = $"(jsonb_populate_record(sound, '{wrong}')).* from {name} sound {which} limit 1";

        Assert.Equal(rule, await rows.City.Database.RuleThatRefusesAsync(
            $"insert into {name} select {copy}", triggers: false));
    }

    [Theory]
    [InlineData("ux_bank_check_replaced_once", """
        insert into bank_check select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),
          'number', 9 + n, 'journal_entry_id', gen_random_uuid(), 'replaces_id', c.id))).*
        from bank_check c, generate_series(1, 2) n
        """)]
    [InlineData("ux_refund_one_of_request", """
        insert into refund select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(),
          'reference', n, 'request_id', r.id))).* from refund r, generate_series(1, 2) n where r.state = 'requested'
        """)]
    public async Task One_stands_for_one(string rule, string sql) =>
        Assert.Equal(rule, await rows.City.Database.RuleThatRefusesAsync(sql, triggers: false));

    [Theory]
    [InlineData("tr_refund_approval_append_only", "update refund_approval set note = 'x'")]
    [InlineData("tr_refund_event_append_only", "delete from refund_event")]
    [InlineData("tr_refund_keeps_what_happened", "update refund set amount_cents = 1")]
    [InlineData("tr_refund_part_keeps_what_happened", "update refund_part set amount_cents = 1")]
    [InlineData("tr_check_run_append_only", "update check_run set checks = 2")]
    [InlineData("tr_bank_check_keeps_what_happened", "update bank_check set payee = 'x'")]
    [InlineData("tr_bank_check_event_append_only", "delete from bank_check_event")]
    [InlineData("ck_check_account_counts_on", "update check_account set next_number = 1")]
    [InlineData("ck_refund_moves",
        """
        update refund set state = 'confirmed', issued_by = 'x', issued_on = '2026-01-01',
          journal_entry_id = (select id from journal_entry limit 1) where state = 'requested'
        """)]
    [InlineData("ck_refund_is_declined", "update refund set state = 'declined' where state = 'requested'")]
    [InlineData("ck_refund_approvals_as_ruled", """
        insert into refund select (jsonb_populate_record(r, '{"id": "00000000-0000-0000-0000-000000000001",
          "reference": "F-X", "amount_cents": 1, "approvals_needed": 3}')).* from refund r where state = 'requested'
        """)]
    [InlineData("ck_refund_part_of_credit", """
        insert into refund_part select (jsonb_populate_record(p, '{"id": "00000000-0000-0000-0000-000000000001",
          "no": 9, "amount_cents": 999999, "processor_refund_id": null, "paid_entry_id": null}')).* from refund_part p
        limit 1
        """)]
    [InlineData("ck_refund_approval_in_time", """
        insert into refund_approval (refund_id, decision, note, decided_by, decided_at)
        select r.id, 'approved', '', 'staff:' || s.user_id, now() from refund r, staff_member s
        where r.state = 'confirmed' and s.role = 'supervisor' and 'staff:' || s.user_id <> r.requested_by limit 1
        """)]
    [InlineData("ck_payment_reversal_not_refunded", """
        insert into payment_reversal (payment_id, journal_entry_id, reason, cause, reversed_at, reversed_by)
        select p.payment_id, y.journal_entry_id, 'test', 'correction', now(), 'test'
        from refund_part p join payment y on y.id = p.payment_id where p.state = 'succeeded' limit 1
        """)]
    [InlineData("ck_refund_claim_is_charged", """
        insert into refund_claim (refund_part_id, journal_entry_id, claimed_at)
        select p.id, r.journal_entry_id, now() from refund_part p join refund r on r.id = p.refund_id
        where p.state = 'succeeded' limit 1
        """)]
    [InlineData("ux_refund_claim_journal_entry", """
        insert into refund_claim (refund_part_id, journal_entry_id, claimed_at)
        select p.id, (select id from journal_entry limit 1), now() from refund_part p
        """)]
    [InlineData("tr_refund_claim_append_only", """
        insert into refund_claim (refund_part_id, journal_entry_id, claimed_at)
        select p.id, r.journal_entry_id, now() from refund_part p join refund r on r.id = p.refund_id
        where p.state = 'succeeded' limit 1; delete from refund_claim
        """)]
    [InlineData("ck_bank_check_third_person", """
        insert into bank_check select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'number', 9,
          'issued_by', r.requested_by))).* from bank_check c join refund r on r.id = c.refund_id limit 1
        """)]
    [InlineData("ck_bank_check_replaces", """
        insert into bank_check select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'number', 9,
          'replaces_id', c.id))).* from bank_check c limit 1
        """)]
    public async Task What_happened_stays_and_comes_in_order(string rule, string sql)
    {
        // The owner may do what the application may not: the triggers answer, not the grants.
        await using var source = NpgsqlDataSource.Create(rows.City.Database.OwnerConnectionString);
        await using var command = source.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    [Fact]
    public async Task Checks_of_their_own_account_are_for_somebody_else()
    {
        var owner = await rows.Town.StaffAsync(StaffRole.Technician, rows.ByCheck);
        await using var command = rows.City.Database.App.CreateCommand(
            $"update bank_check set state = 'mailed', changed_by = '{owner.Name}' where state = 'printed'");

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal("ck_bank_check_own_account", fault.ConstraintName);
    }

    /// <summary>One refund by card, one by a check that was printed, one that waits.</summary>
    public sealed class Rows : IAsyncLifetime
    {
        public RefundTown Town { get; } = new();

        public City City => Town.City;

        public Portal.Core.Accounts.CustomerAccount ByCheck { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await Town.InitializeAsync();
            await Town.IssuedAsync(await Town.OverpaidByCardAsync(20_00), 20_00);
            ByCheck = await Town.OverpaidInCashAsync(30_00);
            var refund = await Town.IssuedAsync(ByCheck, 30_00);
            City.Done(await City.AskAsync<PrintChecks, Common.Outcome<CheckRun>>(async act => await act.RunAsync(
                new(Guid.CreateVersion7(), (await Town.CheckOfAsync(refund.Id)).Number, Town.Sender), default)));
            var waiting = await Town.OverpaidInCashAsync(50_00);
            City.Done(await Town.RequestAsync(Town.Form(waiting, 20_00, 50_00)));
        }

        public Task DisposeAsync() => Town.DisposeAsync();
    }
}
