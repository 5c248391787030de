using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Portal.Core.Money;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.Tests.Payments.Refunds;
using Portal.Testing;

namespace Portal.Core.Tests.Payments.Unclaimed;

/// <summary>Pokes the tables of unclaimed money, as TableRulesTests does the others.</summary>
public sealed class UnclaimedTableRulesTests(UnclaimedTableRulesTests.Rows rows)
    : IClassFixture<UnclaimedTableRulesTests.Rows>
{
    private const string None = "00000000-0000-0000-0000-000000000002";

    [Theory]
    [InlineData("ck_unclaimed_letter_kind", "unclaimed_letter", """{"kind": "odd"}""")]
    [InlineData("ck_unclaimed_letter_amount", "unclaimed_letter", """{"amount_cents": 0}""")]
    [InlineData("ux_unclaimed_letter_day", "unclaimed_letter", $$"""{"notice_id": "{{None}}"}""")]
    [InlineData("ck_unclaimed_claim_kind", "unclaimed_claim", """{"kind": "odd"}""")]
    [InlineData("ck_unclaimed_claim_amount", "unclaimed_claim", """{"amount_cents": 0}""")]
    [InlineData("ck_unclaimed_claim_claimant", "unclaimed_claim", """{"claimant": " "}""")]
    [InlineData("ck_unclaimed_claim_proof", "unclaimed_claim", """{"proof": ""}""")]
    [InlineData("ck_unclaimed_claim_state", "unclaimed_claim where state = 'rejected'", """{"state": "odd"}""")]
    [InlineData("ck_unclaimed_claim_way", "unclaimed_claim where way is not null", """{"way": "odd"}""")]
    [InlineData("ck_unclaimed_claim_note", "unclaimed_claim where state = 'rejected'", """{"note": " "}""")]
    [InlineData("ck_unclaimed_claim_decided", "unclaimed_claim where state = 'rejected'",
        """{"decided_on": null}""")]
    [InlineData("ck_unclaimed_claim_pays", "unclaimed_claim where state = 'rejected'", """{"way": "check"}""")]
    [InlineData("ux_unclaimed_claim_one_open", "unclaimed_claim where state = 'open'", $$"""{"id": "{{None}}"}""")]
    [InlineData("ck_unclaimed_turnover_way", "unclaimed_turnover", """{"way": "odd"}""")]
    [InlineData("ck_unclaimed_turnover_resolution", "unclaimed_turnover", """{"resolution": " "}""")]
    [InlineData("ck_unclaimed_turnover_published_in", "unclaimed_turnover",
        """
        {"way": "notice", "published_in": " ", "first_published_on": "2026-01-01", "next_published_on": "2026-01-08",
          "becomes_on": "2026-02-20"}
        """)]
    [InlineData("ck_unclaimed_turnover_rows", "unclaimed_turnover", """{"row_count": 0}""")]
    [InlineData("ck_unclaimed_turnover_total", "unclaimed_turnover", """{"total_cents": 0}""")]
    [InlineData("ck_unclaimed_turnover_state", "unclaimed_turnover where state = 'approved'",
        """{"state": "odd"}""")]
    [InlineData("ck_unclaimed_turnover_note", "unclaimed_turnover where state = 'declined'", """{"note": " "}""")]
    [InlineData("ck_unclaimed_turnover_published", "unclaimed_turnover where way = 'resolution'",
        """{"published_in": "x"}""")]
    [InlineData("ck_unclaimed_turnover_decided", "unclaimed_turnover where state = 'approved'",
        """{"decided_by": null}""")]
    [InlineData("ck_unclaimed_turnover_declined_says_why", "unclaimed_turnover where state = 'declined'",
        """{"note": null}""")]
    [InlineData("ck_unclaimed_turnover_not_before", "unclaimed_turnover where state = 'approved'",
        """{"decided_on": "2001-01-01"}""")]
    [InlineData("ux_unclaimed_turnover_number", "unclaimed_turnover", $$"""{"id": "{{None}}"}""")]
    [InlineData("ck_unclaimed_turnover_row_no", "unclaimed_turnover_row", """{"no": 0}""")]
    [InlineData("ck_unclaimed_turnover_row_kind", "unclaimed_turnover_row", """{"kind": "odd"}""")]
    [InlineData("ck_unclaimed_turnover_row_amount", "unclaimed_turnover_row", """{"amount_cents": 0}""")]
    [InlineData("ux_unclaimed_turnover_row_no", "unclaimed_turnover_row",
        $$"""{"id": "{{None}}", "subject_id": "{{None}}"}""")]
    [InlineData("ux_unclaimed_turnover_row_subject", "unclaimed_turnover_row", $$"""{"id": "{{None}}", "no": 99}""")]
    [InlineData("ck_unclaimed_turnover_posting_approved", "unclaimed_turnover_posting",
        $$"""{"row_id": "{{None}}"}""")]
    [InlineData("ck_unclaimed_turnover_part_amount", "unclaimed_turnover_part", """{"amount_cents": 0}""")]
    public async Task Unclaimed_money_is_kept_in_good_order(string rule, string table, string wrong)
    {
        var (name, which) = table.Split(' ', 2) is [var first, var rest] ? (first, rest) : (table, "");
        await using var command = rows.Town.City.Database.App.CreateCommand(
            $"insert into {name} select (jsonb_populate_record(sound, $1)).* from {name} sound {which} limit 1");
        command.Parameters.Add(new() { Value = wrong, NpgsqlDbType = NpgsqlDbType.Jsonb });

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    [Theory]
    [InlineData("tr_unclaimed_letter_append_only", "update unclaimed_letter set amount_cents = 1")]
    [InlineData("tr_unclaimed_claim_keeps_what_was_said", "delete from unclaimed_claim")]
    [InlineData("tr_unclaimed_claim_keeps_what_was_said", "update unclaimed_claim set amount_cents = 1")]
    [InlineData("tr_unclaimed_turnover_keeps_what_was_listed", "delete from unclaimed_turnover")]
    [InlineData("tr_unclaimed_turnover_keeps_what_was_listed", "update unclaimed_turnover set total_cents = 1")]
    [InlineData("tr_unclaimed_turnover_row_append_only", "update unclaimed_turnover_row set amount_cents = 1")]
    [InlineData("tr_unclaimed_turnover_posting_append_only", "delete from unclaimed_turnover_posting")]
    [InlineData("tr_unclaimed_turnover_part_append_only", "delete from unclaimed_turnover_part")]
    [InlineData("ck_unclaimed_claim_second_person", """
        update unclaimed_claim set state = 'rejected', note = 'x', decided_on = current_date, decided_at = now(),
          decided_by = recorded_by where state = 'open'
        """)]
    [InlineData("ck_unclaimed_claim_own_account", """
        update unclaimed_claim set state = 'rejected', note = 'x', decided_on = current_date, decided_at = now(),
          decided_by = $1 where state = 'open'
        """)]
    [InlineData("ck_unclaimed_turnover_second_person", """
        update unclaimed_turnover set state = 'declined', note = 'x', decided_on = current_date, decided_at = now(),
          decided_by = made_by where state = 'proposed'
        """)]
    [InlineData("ck_unclaimed_turnover_own_account", Approve + "$1 where state = 'proposed'")]
    [InlineData("ck_unclaimed_turnover_role", Approve + "'staff:nobody' where state = 'proposed'")]
    [InlineData("ck_unclaimed_turnover_adds_up", """
        insert into unclaimed_turnover_row (id, turnover_id, no, kind, subject_id, amount_cents, since, due_on)
          select gen_random_uuid(), id, 99, 'check', gen_random_uuid(), 1, '2026-01-01', '2026-01-01'
          from unclaimed_turnover where state = 'proposed';
        """ + Approve + "'staff:nobody' where state = 'proposed'")]
    [InlineData("ck_unclaimed_turnover_due", """
        insert into unclaimed_turnover_row (id, turnover_id, no, kind, subject_id, amount_cents, since, due_on)
          select gen_random_uuid(), id, 98, 'check', gen_random_uuid(), 1, '2026-01-01', '2099-01-01'
          from unclaimed_turnover where state = 'declined';
        insert into unclaimed_turnover (id, way, resolution, becomes_on, row_count, total_cents, made_on, made_by,
            made_at, state)
          select '00000000-0000-0000-0000-000000000003', way, resolution, becomes_on, 1, 1, made_on, made_by, made_at,
            'proposed' from unclaimed_turnover where state = 'declined';
        insert into unclaimed_turnover_row (id, turnover_id, no, kind, subject_id, amount_cents, since, due_on)
          values (gen_random_uuid(), '00000000-0000-0000-0000-000000000003', 1, 'check', gen_random_uuid(), 1,
            '2026-01-01', '2099-01-01');
        """ + Approve + "'staff:nobody' where id = '00000000-0000-0000-0000-000000000003'")]
    [InlineData("ck_unclaimed_turnover_unclaimed", """
        insert into unclaimed_claim (id, kind, subject_id, amount_cents, claimant, proof, claimed_on, recorded_by,
            recorded_at, state)
          select gen_random_uuid(), r.kind, r.subject_id, 1, 'x', 'x', '2026-01-01', 'x', now(), 'open'
          from unclaimed_turnover_row r join unclaimed_turnover t on t.id = r.turnover_id where t.state = 'proposed';
        """ + Approve + "'staff:nobody' where state = 'proposed'")]
    [InlineData("ck_payment_reversal_not_turned_over", """
        insert into payment_reversal (payment_id, journal_entry_id, reason, cause, reversed_at, reversed_by)
          select p.payment_id, gen_random_uuid(), 'x', 'office', now(), 'x' from unclaimed_turnover_part p
        """)]
    public async Task Not_even_the_owner_does_this(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(rows.Town.City.Database.OwnerConnectionString);
        await using var connection = await owner.OpenConnectionAsync();
        await using var tx = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(
            sql.Replace("$1", $"'{rows.Own}'", StringComparison.Ordinal), connection, tx);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    [Fact]
    public async Task One_entry_is_posted_for_one_row()
    {
        await using var owner = NpgsqlDataSource.Create(rows.Town.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand("""
            insert into unclaimed_turnover_posting (row_id, journal_entry_id)
            select r.id, p.journal_entry_id from unclaimed_turnover_posting p
            join unclaimed_turnover_row w on w.id = p.row_id
            join unclaimed_turnover_row r on r.turnover_id = w.turnover_id and r.id <> w.id
              and not exists (select from unclaimed_turnover_posting x where x.row_id = r.id)
            """);
        await using var more = owner.CreateCommand("""
            insert into unclaimed_turnover_row (id, turnover_id, no, kind, subject_id, amount_cents, since, due_on)
            select gen_random_uuid(), id, 97, 'check', gen_random_uuid(), 1, '2026-01-01', '2026-01-01'
            from unclaimed_turnover where state = 'approved'
            """);
        await more.ExecuteNonQueryAsync();

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal("ux_unclaimed_turnover_posting_entry", fault.ConstraintName);
    }

    private const string Approve = """
        update unclaimed_turnover set state = 'approved', decided_on = becomes_on, decided_at = now(), decided_by =

        """;

    /// <summary>A town with a row of every kind: letters, claims of every state, turnovers of every state.</summary>
    public sealed class Rows : IAsyncLifetime
    {
        public RefundTown Town { get; } = new();

        /// <summary>Somebody who works here and owns what is claimed and listed.</summary>
        public string Own { get; private set; } = "";

        public async Task InitializeAsync()
        {
            await Town.InitializeAsync();
            var check = await Town.StaleAsync();
            City.Done(await Town.AnswerAsync(await ClaimAsync(UnclaimedKind.Check, check.Id), true, ClaimWay.Credit));
            var (gone, listed, claimed) = (
                await Town.LeftOverAsync(2_00), await Town.LeftOverAsync(4_00), await Town.LeftOverAsync(6_00));
            Own = (await Town.StaffAsync(Core.Staff.StaffRole.Supervisor, listed, claimed)).Name;
            City.Done(await Town.WriteAsync(UnclaimedKind.Credit, listed.Id));
            var no = await ClaimAsync(UnclaimedKind.Credit, listed.Id);
            City.Done(await Town.AnswerAsync(no, isAccepted: false));
            var other = await ClaimAsync(UnclaimedKind.Credit, listed.Id);
            await ClaimAsync(UnclaimedKind.Credit, claimed.Id);
            await Town.YearsAsync(1);
            City.Done(await Town.ApproveAsync(await ProposeAsync(2_00)));
            City.Done(await Town.AnswerAsync(other, isAccepted: false));
            City.Done(await Town.DeclineAsync(await ProposeAsync(4_00), "No"));
            await ProposeAsync(4_00);
            Assert.Equal(new Usd(-4_00), await Town.City.BalanceAsync(listed));
            Assert.Equal(Usd.Zero, await Town.City.BalanceAsync(gone));
        }

        public Task DisposeAsync() => Town.DisposeAsync();

        private async Task<UnclaimedClaim> ClaimAsync(UnclaimedKind kind, Guid id) =>
            City.Done(await Town.ClaimAsync(Town.ClaimOf(kind, id)));

        private async Task<UnclaimedTurnover> ProposeAsync(long cents) =>
            City.Done(await Town.ProposeAsync(Town.ByResolution(cents)));
    }
}
